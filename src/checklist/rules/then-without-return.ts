import type { CallNode, FunctionNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import { outcomes } from "../ir/outcomes.js";
import type { Rule } from "../rule.js";

export const thenWithoutReturn: Rule = {
  name: "then-without-return",
  item: 4,
  languages: ["typescript"],
  level: "review",
  confidence: "low",
  check(file) {
    return file.callsNamed(/^then$/).flatMap((call) => {
      const callback = callbackOf(call);
      if (callback === undefined || !mayFallOff(callback)) return [];
      if (!isAwaitedByNext(call)) return [];
      return [
        {
          node: callback,
          message:
            "where this ends without a return, what comes next in the chain gets undefined and " +
            "waits for nothing that was started here",
          fix: "return a value, or the promise that is to be waited for, on every way",
        },
      ];
    });
  },
};

function callbackOf({ callee, args }: CallNode): FunctionNode | undefined {
  if (callee.kind !== "member" || callee.property !== "then") return undefined;
  const callback = args[0]?.value;
  const isPlain = callback?.kind === "function" && !callback.isAsync && !callback.isGenerator;
  return isPlain && callback.body.kind === "block" ? callback : undefined;
}

/** Its end can be reached, other than by leaving the process. */
function mayFallOff({ body }: FunctionNode): boolean {
  if (body.kind !== "block" || !outcomes(body, new Set()).has("falls")) return false;
  const last = body.body.at(-1);
  return !(last?.kind === "expression" && isExit(last.value));
}

const isExit = (node: Node): boolean =>
  node.kind === "call" &&
  node.callee.kind === "member" &&
  /^(?:exit|abort)$/.test(node.callee.property);

/** `.then(here).then(next)`, where the next one takes what this one gives. */
function isAwaitedByNext(call: CallNode): boolean {
  const member = call.parent;
  const next = member?.parent;
  if (member?.kind !== "member" || member.property !== "then" || next?.kind !== "call")
    return false;
  const taker = next.args[0]?.value;
  return taker?.kind === "name" || (taker?.kind === "function" && taker.params.length > 0);
}
