import { conditions } from "../facts/conditions.js";
import { isNothing } from "../facts/changes.js";
import { sharedPath } from "../facts/shared-state.js";
import { reachableFrom } from "../facts/own-calls.js";
import { threadRuns } from "../facts/threads.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { AssignNode, FunctionNode } from "../ir/expression.js";
import { locksAround } from "../ir/locks.js";
import type { IfNode, Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const unlockedFirstUse: Rule = {
  name: "unlocked-first-use",
  item: 6,
  languages: ["python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!/\b(?:threading|ThreadPool\w*|to_thread|run_in_executor)\b/.test(file.text)) return [];
    const inThreads = new Set<FunctionNode>();
    for (const { fn, isShared } of threadRuns(file)) {
      if (isShared) for (const own of reachableFrom(file, fn)) inThreads.add(own);
    }
    return file.all("if").flatMap((check) => {
      const fn = functionOf(check);
      const isSure = fn !== undefined && inThreads.has(fn);
      if (fn === undefined || fn.isAsync || (!isSure && !isSingleton(file, check))) return [];
      const made = makesWhenMissing(file, check, fn, isSure);
      if (made === undefined || locksAround(file, check).length > 0) return [];
      if (locksAround(file, made).length > 0 || fn.name?.endsWith("_locked") === true) return [];
      const name = file.source(made.target);
      return [
        {
          node: check,
          message:
            `two threads that come here first both find \`${name}\` missing and both make one: ` +
            "one of the two is lost, with whatever it has begun",
          fix: `hold one \`threading.Lock\` around the check and the making of \`${name}\``,
          ...(!isSure && { level: "review" as const }),
        },
      ];
    });
  },
};

/** `cls._instance` of a file whose code knows of threads. */
const isSingleton = (file: SourceFile, { test }: IfNode): boolean =>
  /\b_{0,2}(?:instance|singleton)\b/.test(file.source(test)) && file.text.includes("threading.");

/** `if X is None: X = make()`; in threads also `if key not in X: X[key] = make(key)`. */
function makesWhenMissing(
  file: SourceFile,
  check: IfNode,
  fn: FunctionNode,
  inThreads: boolean,
): AssignNode | undefined {
  const missing = conditions(file, check.test, fn).filter(({ says }) => says === "absent");
  if (missing.length === 0) return undefined;
  return [...below(check.consequent)].find(
    (node): node is AssignNode =>
      node.kind === "assign" && isMade(node.value) && missing.some(({ path }) => isAt(node, path)),
  );

  function isAt({ target }: AssignNode, path: string): boolean {
    if (target.kind !== "index") return sharedPath(file, target, fn) === path;
    return inThreads && sharedPath(file, target.object, fn) === path;
  }
}

const isMade = (value: Node | undefined): boolean => value?.kind === "call" && !isNothing(value);
