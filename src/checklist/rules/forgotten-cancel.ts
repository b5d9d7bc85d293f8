import { closedAfter } from "../facts/closing.js";
import { classOf, functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const TASK = /^asyncio\.(?:create_task|ensure_future|\w+\(\)\.create_task)\(\)\.cancel$/;

export const forgottenCancel: Rule = {
  name: "forgotten-cancel",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    return file.callsOf(TASK).flatMap((call) => {
      if (!TASK.test(file.meaning(call.callee) ?? "") || call.callee.kind !== "member") return [];
      const name = dotted(call.callee.object);
      if (name === undefined || !functionOf(call)?.isAsync || isWaitedFor(file, call)) return [];
      // What follows from it when something is closed next, another rule tells.
      if (closedAfter(call) !== undefined) return [];
      const written = file.source(call.callee.object);
      return [
        {
          node: call,
          message:
            `\`${written}\` is told to stop but nobody waits until it has: its clean-up still ` +
            "runs when this function is done, and its error is lost",
          fix: `\`await asyncio.gather(${written}, return_exceptions=True)\` after it`,
        },
      ];
    });
  },
};

/** The task is read again after the call, or in another method when it is a field. */
function isWaitedFor(file: SourceFile, call: CallNode): boolean {
  if (call.callee.kind !== "member") return true;
  const { object } = call.callee;
  const isField = object.kind === "member";
  const around = (isField ? classOf(call) : functionOf(call)) ?? file.root;
  const text = isField ? file.source(around) : file.text.slice(call.end, around.end);
  const name = (isField ? object.property : file.source(object)).replaceAll(/[^\w.]/g, "");
  return new RegExp(`(?:await|gather|wait|return|suppress|shield)\\b[^\\n]*\\b${name}\\b`).test(
    text,
  );
}
