import { sleepsBlindly } from "../facts/timers.js";
import { below, functionOf, loopsAround } from "../ir/ancestors.js";
import type { AwaitNode } from "../ir/expression.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const uninterruptibleBackoff: Rule = {
  name: "uninterruptible-backoff",
  item: 5,
  languages: ["typescript"],
  level: "review",
  confidence: "low",
  check(file, project) {
    return file.all("await").flatMap((node) => {
      const { value } = node;
      if (value.kind !== "call" || !isBetweenAttempts(file, node)) return [];
      if (!sleepsBlindly(file, project, value)) return [];
      return [
        {
          node,
          message:
            "nobody can end this wait between two attempts: after a cancellation or shutdown it " +
            "goes on, and then the work is tried once more",
          fix:
            "take a signal and wait by `setTimeout(ms, undefined, { signal })` of " +
            "node:timers/promises",
        },
      ];
    });
  },
};

/** In a loop that tries something again and in a function that knows of no signal. */
function isBetweenAttempts(file: SourceFile, node: AwaitNode): boolean {
  const fn = functionOf(node);
  if (fn === undefined || /signal|abort/i.test(file.source(fn))) return false;
  return loopsAround(node).some((loop) =>
    [...below(loop.body)].some(({ kind }) => kind === "catch"),
  );
}
