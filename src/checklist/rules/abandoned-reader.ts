import { functionOf } from "../ir/ancestors.js";
import type { Rule } from "../rule.js";

export const abandonedReader: Rule = {
  name: "abandoned-reader",
  item: 5,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (!file.text.includes("getReader")) return [];
    return file.callsNamed(/^getReader$/).flatMap((call) => {
      const fn = functionOf(call);
      if (!fn?.isAsync || !fn.isGenerator) return [];
      if (/\bfinally\b|\.cancel\(|\busing\b/.test(file.source(fn))) return [];
      return [
        {
          node: call,
          message:
            "whoever leaves the loop over this generator early leaves the stream locked and its " +
            "connection open: the rest of the body keeps coming",
          fix: "`try { … } finally { await reader.cancel(); }` around the reading",
        },
      ];
    });
  },
};
