import { ancestors, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { mayFollow } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const TASK = /(?:\.create_task|\.ensure_future)\(\)$/;
const TAKES_CANCELLATION = /CancelledError|BaseException|get_cancelled_exc_class/;

export const cancelThenAwait: Rule = {
  name: "cancel-then-await",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "medium",
  check(file, project) {
    const cancels = file.callsNamed(/^cancel$/).flatMap((call) => cancelled(call));
    return file.all("await").flatMap((wait) => {
      const path = dotted(wait.value);
      const cancel = cancels.find(
        (one) =>
          one.path === path &&
          functionOf(one.call) === functionOf(wait) &&
          one.call.order < wait.order &&
          mayFollow(one.call, wait),
      );
      if (path === undefined || cancel === undefined || wait.value.kind === "call") return [];
      if (!isTask(file, wait.value) || isExpected(file, wait)) return [];
      const work = workOf(file, wait.value);
      const target = work && project.target(file, work);
      if (target !== undefined && TAKES_CANCELLATION.test(target.file.source(target.fn))) return [];
      const name = path.replace(/^this\./, "self.");
      return [
        {
          node: wait,
          message:
            `a cancelled \`${name}\` raises CancelledError here: what follows is skipped, and ` +
            "the caller looks as if it had been cancelled itself",
          fix: `\`with contextlib.suppress(asyncio.CancelledError): await ${name}\``,
        },
      ];
    });
  },
};

function cancelled(call: CallNode): { call: CallNode; path: string }[] {
  const { callee } = call;
  if (callee.kind !== "member" || callee.property !== "cancel") return [];
  const path = dotted(callee.object);
  return path === undefined ? [] : [{ call, path }];
}

function isTask(file: SourceFile, node: Node): boolean {
  return TASK.test(file.meaning(node) ?? "") || /task/i.test(dotted(node)?.split(".").at(-1) ?? "");
}

/** Under a handler that takes it, or `suppress`. */
function isExpected(file: SourceFile, wait: Node): boolean {
  return [...ancestors(wait)].some((around) => {
    if (around.kind === "with") {
      return around.items.some(({ context }) =>
        /suppress|raises|scope/i.test(file.source(context)),
      );
    }
    if (around.kind !== "try" || !isInside(wait, around.body)) return false;
    return around.handlers.some(
      ({ types }) =>
        types.length === 0 || types.some((type) => TAKES_CANCELLATION.test(file.source(type))),
    );
  });
}

/** The call whose coroutine the task runs. */
function workOf(file: SourceFile, node: Node): CallNode | undefined {
  const made = file
    .all("assign")
    .find(({ target, value }) => dotted(target) === dotted(node) && value?.kind === "call");
  const inner = made?.value?.kind === "call" ? made.value.args[0]?.value : undefined;
  return inner?.kind === "call" ? inner : undefined;
}
