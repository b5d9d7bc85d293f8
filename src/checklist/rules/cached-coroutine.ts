import type { Rule } from "../rule.js";

const CACHES = new RegExp(
  "^(?:functools\\.(?:lru_cache|cache|cached_property)|" +
    "cachetools\\.(?:func\\.)?\\w*(?:cached|cache)|" +
    "django\\.utils\\.functional\\.cached_property|werkzeug\\.utils\\.cached_property)(?:\\(\\))?$",
);

export const cachedCoroutine: Rule = {
  name: "cached-coroutine",
  item: 3,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file.all("function").flatMap((fn) => {
      if (!fn.isAsync) return [];
      const cache = fn.decorators.find((one) => CACHES.test(file.meaning(one) ?? ""));
      if (cache === undefined) return [];
      const name = fn.name ?? "this function";
      return [
        {
          node: cache,
          message:
            `the cache keeps the coroutine of \`${name}\`, not its result: the second caller ` +
            "awaits one that is used up, and gets a RuntimeError",
          fix: `keep what \`${name}\` returns: a dict of results or of tasks, or async_lru`,
        },
      ];
    });
  },
};
