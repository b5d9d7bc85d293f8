import { timeoutScopeOf } from "../facts/timeout-scopes.js";
import { below } from "../ir/ancestors.js";
import { dryExits } from "../ir/checkpoints.js";
import type { Rule } from "../rule.js";

export const scopeWithoutCheckpoint: Rule = {
  name: "scope-without-checkpoint",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    if (!file.mayPause) return [];
    return file.all("with").flatMap((node) => {
      const scope = timeoutScopeOf(file, node);
      const exits = dryExits(node.body);
      if (scope === undefined || (!exits.has("falls") && !exits.has("returns"))) return [];
      // Without any await at all it is a timeout that never works: another rule.
      if (![...below(node.body)].some(({ kind }) => kind === "await")) return [];
      return [
        {
          node: scope,
          message:
            "there is a way through this scope on which nothing is awaited: then neither its " +
            "time nor a cancellation ends anything",
          fix: "await on every way, or put the scope around the await alone",
        },
      ];
    });
  },
};
