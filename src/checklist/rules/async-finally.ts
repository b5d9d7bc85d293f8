import { below } from "../ir/ancestors.js";
import type { Rule } from "../rule.js";

export const asyncFinally: Rule = {
  name: "async-finally",
  item: 4,
  languages: ["typescript"],
  level: "review",
  confidence: "low",
  check(file) {
    if (!file.isAsynchronous) return [];
    return file.callsNamed(/^finally$/).flatMap(({ callee, args }) => {
      const callback = args[0]?.value;
      if (callee.kind !== "member" || callee.property !== "finally") return [];
      if (callback?.kind !== "function" || !callback.isAsync) return [];
      if ([...below(callback)].some(({ kind }) => kind === "try")) return [];
      return [
        {
          node: callback,
          message:
            "the chain waits for this callback, and when it rejects the result or the first " +
            "error is replaced by its error",
          fix: "catch its errors inside, or clean up in the `finally` of a try statement",
        },
      ];
    });
  },
};
