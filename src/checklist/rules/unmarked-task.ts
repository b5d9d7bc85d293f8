import { ancestors, below, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const unmarkedTask: Rule = {
  name: "unmarked-task",
  item: 7,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file.callsNamed(/^task_done$/).flatMap((done) => {
      const queue = onQueue(done, "task_done");
      const fn = functionOf(done);
      if (queue === undefined || fn === undefined || isInCleanup(done)) return [];
      const get = file
        .all("call")
        .findLast(
          (call) =>
            onQueue(call, /^get(?:_nowait)?$/) === queue &&
            functionOf(call) === fn &&
            call.order < done.order,
        );
      const work = get && workBetween(get, done, fn);
      if (work === undefined || !isJoined(file, queue) || isMarkedElsewhere(done, queue, fn))
        return [];
      const name = queue.replace(/^this\./, "self.");
      return [
        {
          node: done,
          message:
            `when line ${file.position(work.start).line} raises, this is skipped: ` +
            `\`${name}.join()\` waits for ever`,
          fix: `call \`${name}.task_done()\` in \`finally\``,
        },
      ];
    });
  },
};

function onQueue({ callee }: CallNode, method: RegExp | string): string | undefined {
  if (callee.kind !== "member") return undefined;
  const isIt =
    typeof method === "string" ? callee.property === method : method.test(callee.property);
  return isIt ? dotted(callee.object) : undefined;
}

const isInCleanup = (node: Node): boolean =>
  [...ancestors(node)].some(
    (around) =>
      around.kind === "catch" ||
      (around.kind === "try" && around.finalizer && isInside(node, around.finalizer)),
  );

/** The first call in between whose error nobody takes before the mark. */
function workBetween(get: CallNode, done: CallNode, fn: FunctionNode): Node | undefined {
  return [...below(fn.body)].find((node) => {
    if (node.start <= get.end || node.end >= done.start || !mayRaise(node, fn)) return false;
    return ![...ancestors(node)].some(
      (around) =>
        around.kind === "try" &&
        around.handlers.length > 0 &&
        isInside(node, around.body) &&
        !isInside(done, around.body),
    );
  });
}

/** An await; in a thread's function a call of a method, but none that logs or marks. */
function mayRaise(node: Node, fn: FunctionNode): boolean {
  if (fn.isAsync) return node.kind === "await";
  if (node.kind !== "call" || node.callee.kind !== "member") return false;
  return !/(?:^|\.)(?:log(?:ger|ging)?|_logger|task_done|print)\b/i.test(dotted(node.callee) ?? "");
}

const isJoined = (file: SourceFile, queue: string): boolean => {
  const last = queue.split(".").at(-1);
  return file
    .all("call")
    .some((call) => onQueue(call, "join")?.split(".").at(-1) === last && call.args.length === 0);
};

/** Another mark of the same queue in a handler: the author thought of the error. */
const isMarkedElsewhere = (done: CallNode, queue: string, fn: FunctionNode): boolean =>
  [...below(fn.body)].some(
    (node) =>
      node.kind === "call" &&
      node !== done &&
      onQueue(node, "task_done") === queue &&
      isInCleanup(node),
  );
