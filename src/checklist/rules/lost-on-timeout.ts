import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const TAKES = new RegExp(
  "^asyncio\\.(?:Lock|Semaphore|BoundedSemaphore|Condition|(?:Priority|Lifo)?Queue)" +
    "\\(\\)\\.(?:acquire|get)$",
);

export const lostOnTimeout: Rule = {
  name: "lost-on-timeout",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    return file.callsOf(/^asyncio\.wait_for$/).flatMap((call) => {
      const taken = call.args[0]?.value;
      if (file.meaning(call.callee) !== "asyncio.wait_for" || !taken) return [];
      const what = takenBy(file, taken);
      if (what === undefined) return [];
      return [
        {
          node: call,
          message:
            "up to Python 3.11 a timeout or cancellation in the same moment loses what " +
            `\`${what}\` took: a lock stays locked, a message is gone`,
          fix: `\`async with asyncio.timeout(…): await ${what}(…)\``,
        },
      ];
    });
  },
};

function takenBy(file: SourceFile, node: Node): string | undefined {
  if (node.kind !== "call" || node.callee.kind !== "member") return undefined;
  if (TAKES.test(file.meaning(node.callee) ?? "")) return file.source(node.callee);
  const owner = dotted(node.callee.object) ?? "";
  const isTaken =
    (node.callee.property === "acquire" && /lock|sem|mutex|limit|pool/i.test(owner)) ||
    (node.callee.property === "get" && /queue|_q$/i.test(owner));
  return isTaken ? file.source(node.callee) : undefined;
}
