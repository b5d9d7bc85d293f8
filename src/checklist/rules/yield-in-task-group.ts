import { suspendedContexts } from "../facts/suspended-contexts.js";
import type { Rule } from "../rule.js";

export const yieldInTaskGroup: Rule = {
  name: "yield-in-task-group",
  item: 3,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return suspendedContexts(file)
      .filter(({ isCancelScope }) => isCancelScope)
      .map(({ fn, at }) => ({
        node: at,
        message:
          "the consumer's code runs inside this scope while the generator is suspended: an error " +
          "or timeout in it cancels the consumer, and an early stop leaves it in another task",
        fix:
          "collect inside the scope and yield after it, or make " +
          `\`${fn.name ?? "the generator"}\` a context manager`,
      }));
  },
};
