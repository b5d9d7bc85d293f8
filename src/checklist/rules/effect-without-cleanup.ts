import { callbackOf } from "../facts/callbacks.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import { option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const EFFECT = /^use(?:Layout|Insertion)?Effect$/;
/** What outlives the component. */
const LASTS = /^(?:window|document|globalThis|navigator(?:\.\w+)*|process|(?:\w+\.)*body)$/;

export const effectWithoutCleanup: Rule = {
  name: "effect-without-cleanup",
  item: 3,
  languages: ["typescript"],
  level: "fail",
  confidence: "medium",
  check(file) {
    return file.callsNamed(EFFECT).flatMap((call) => {
      const effect = callbackOf(file, call.args[0]?.value);
      if (effect?.body.kind !== "block" || cleansUp(effect)) return [];
      const added = [...below(effect.body)].find(
        (node): node is CallNode => node.kind === "call" && addsForGood(file, node),
      );
      if (added === undefined) return [];
      return [
        {
          node: added,
          message:
            "the listener stays when the component is gone, and each run of the effect adds one " +
            "more",
          fix: "return a function that removes it",
        },
      ];
    });
  },
};

const cleansUp = (effect: FunctionNode): boolean =>
  [...below(effect.body)].some(
    (node) => node.kind === "return" && node.value !== undefined && functionOf(node) === effect,
  );

function addsForGood(file: SourceFile, call: CallNode): boolean {
  const { callee } = call;
  if (callee.kind !== "member" || callee.property !== "addEventListener") return false;
  if (!LASTS.test(dotted(callee.object) ?? "")) return false;
  const last = option(file, call, ["once", "signal"], 2);
  return last.is === "missing" || call.args.length < 3;
}
