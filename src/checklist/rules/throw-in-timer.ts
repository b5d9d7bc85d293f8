import { callbackOf } from "../facts/callbacks.js";
import { inTests } from "../facts/in-proofs.js";
import { ancestors, below, isInside } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import { lastName } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { Rule } from "../rule.js";

const LATER =
  /^(?:set(?:Timeout|Interval|Immediate)|queueMicrotask|process\.nextTick|node:timers\.set\w+)$/;

export const throwInTimer: Rule = {
  name: "throw-in-timer",
  item: 4,
  languages: ["typescript"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!file.text.includes("throw ")) return [];
    return file.callsOf(LATER).flatMap((call) => {
      const later = callbackOf(file, call.args[0]?.value);
      const thrown = later && thrownBy(later);
      if (thrown === undefined) return [];
      const name = file.head(call.callee);
      return [
        {
          node: thrown,
          message:
            `thrown out of a callback of \`${name}\`, this reaches no caller: whoever waits goes ` +
            "on waiting, and the error ends the process",
          fix: "reject the promise that the caller waits for, or hand the error to a callback",
          // A caller's mistake may be told by the end of the process.
          ...(isOfMisuse(thrown) && { level: "review" as const }),
          ...inTests(file),
        },
      ];
    });
  },
};

/** A new error; one that is only passed on is often meant to end the process. */
function thrownBy(fn: FunctionNode): Node | undefined {
  return [...below(fn.body)].find(
    (node) => node.kind === "throw" && node.value?.kind === "call" && !isCaught(node, fn),
  );
}

const isOfMisuse = (node: Node): boolean =>
  node.kind === "throw" &&
  node.value?.kind === "call" &&
  /(?:Type|Assertion|Range|Argument|Usage)Error$/.test(lastName(node.value.callee));

const isCaught = (node: Node, fn: FunctionNode): boolean =>
  [...ancestors(node)].some(
    (around) =>
      around.kind === "try" &&
      around.handlers.length > 0 &&
      isInside(around, fn) &&
      isInside(node, around.body),
  );
