import { settledValues } from "../facts/settled-results.js";
import { ancestors, below } from "../ir/ancestors.js";
import { alwaysLeaves } from "../ir/flow.js";
import type { Node } from "../ir/node.js";
import type { Rule } from "../rule.js";

export const uncheckedSettlement: Rule = {
  name: "unchecked-settlement",
  item: 4,
  languages: ["typescript"],
  level: "fail",
  confidence: "medium",
  check(file) {
    return file.callsOf(/^Promise\.allSettled$/).flatMap((call) =>
      settledValues(file, call).map((node) => ({
        node,
        message:
          "`value` is undefined for each promise that was rejected, and its reason is dropped " +
          "without a trace",
        fix: '`status === "fulfilled"` first; then decide what becomes of each `reason`',
        // What leaves between the two may be where a failure is told.
        level: mayHaveLeft(call, node) ? ("review" as const) : ("fail" as const),
      })),
    );
  },
};

/** `if (failed) throw …` stands between the results and the place where they are read. */
function mayHaveLeft(from: Node, to: Node): boolean {
  return [...ancestors(to)].some(
    (around) =>
      around.kind === "block" &&
      [...below(around)].some(
        (node) =>
          node.kind === "if" &&
          node.start > from.end &&
          node.end < to.start &&
          alwaysLeaves(node.consequent),
      ),
  );
}
