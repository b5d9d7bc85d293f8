import { settledValues } from "../facts/settled-results.js";
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
      })),
    );
  },
};
