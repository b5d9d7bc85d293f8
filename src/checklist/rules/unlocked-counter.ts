import { reachableFrom } from "../facts/own-calls.js";
import { sharedPath } from "../facts/shared-state.js";
import { threadRuns } from "../facts/threads.js";
import type { Finding } from "../finding.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { AssignNode } from "../ir/expression.js";
import { dotted, locksAround } from "../ir/locks.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const unlockedCounter: Rule = {
  name: "unlocked-counter",
  item: 6,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    const found = new Map<AssignNode, Finding>();
    for (const { fn, isShared, by } of threadRuns(file)) {
      if (!isShared) continue;
      for (const own of reachableFrom(file, fn)) {
        for (const node of below(own)) {
          if (node.kind !== "assign" || !readsItself(file, node)) continue;
          const { line } = file.position(by.start);
          const path = file.source(node.target);
          found.set(node, {
            node,
            message:
              `several threads run this (started on line ${line}) and each reads \`${path}\`, ` +
              "adds and writes it back: updates are lost",
            fix:
              `hold one \`threading.Lock\` around the update of \`${path}\`, ` +
              "or return the part and add up at the end",
          });
        }
      }
    }
    return [...found.values()];
  },
};

/** `total += n` or `total = total + n` on something that all threads see, without a lock. */
function readsItself(file: SourceFile, node: AssignNode): boolean {
  const fn = functionOf(node);
  const path = fn && sharedPath(file, node.target, fn);
  if (fn === undefined || path === undefined || node.declares !== undefined) return false;
  if (locksAround(file, node).length > 0) return false;
  if (node.operator !== "=") return /^(?:[-+*/|&]|\/\/)=$/.test(node.operator);
  const { value } = node;
  return value?.kind === "binary" && dotted(value.left) === path;
}
