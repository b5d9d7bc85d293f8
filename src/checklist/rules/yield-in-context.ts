import { suspendedContexts } from "../facts/suspended-contexts.js";
import type { Rule } from "../rule.js";

export const yieldInContext: Rule = {
  name: "yield-in-context",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    return suspendedContexts(file)
      .filter(({ isCancelScope }) => !isCancelScope)
      .map(({ fn, at }) => ({
        node: at,
        message:
          "a consumer that stops early leaves this generator suspended here: the garbage " +
          "collector leaves the context later, in another task",
        fix: `make \`${fn.name ?? "it"}\` a context manager, or consume it by aclosing(…)`,
      }));
  },
};
