import { closedAfter } from "../facts/closing.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Rule } from "../rule.js";

const TASK = /(?:\.create_task|\.ensure_future)\(\)$/;

export const unfinishedCancel: Rule = {
  name: "unfinished-cancel",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "medium",
  check(file) {
    return file.callsNamed(/^cancel$/).flatMap((call) => {
      const { callee } = call;
      const fn = functionOf(call);
      if (callee.kind !== "member" || callee.property !== "cancel" || fn === undefined) return [];
      const path = dotted(callee.object);
      if (path === undefined || !fn.isAsync || !TASK.test(file.meaning(callee.object) ?? ""))
        return [];
      if (isWaitedFor(path, call, fn)) return [];
      const close = closedAfter(call);
      if (close === undefined) return [];
      const name = path.replace(/^this\./, "self.");
      return [
        {
          node: call,
          message:
            `\`cancel()\` only asks: \`${name}\` still runs, and its clean-up with it, when ` +
            `\`${file.source(close.callee)}\` takes away what it uses`,
          fix: `wait for it first: \`await asyncio.gather(${name}, return_exceptions=True)\``,
        },
      ];
    });
  },
};

/** Any later mention in an await: `await task`, `gather(task)`, `wait({task})`. */
function isWaitedFor(path: string, cancel: CallNode, fn: FunctionNode): boolean {
  return [...below(fn.body)].some(
    (node) =>
      node.kind === "await" &&
      node.order > cancel.order &&
      [node.value, ...below(node.value)].some((part) => dotted(part) === path),
  );
}
