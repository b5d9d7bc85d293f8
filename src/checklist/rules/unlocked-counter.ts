import { changesIn } from "../facts/changes.js";
import { reachableFrom } from "../facts/own-calls.js";
import { sharedPath } from "../facts/shared-state.js";
import { threadRuns } from "../facts/threads.js";
import type { Finding } from "../finding.js";
import { below, classOf, functionOf } from "../ir/ancestors.js";
import type { AssignNode, FunctionNode } from "../ir/expression.js";
import { dotted, locksAround } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const unlockedCounter: Rule = {
  name: "unlocked-counter",
  item: 6,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    const found = new Map<Node, Finding>();
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
    for (const finding of againstThread(file)) {
      if (!found.has(finding.node)) found.set(finding.node, finding);
    }
    return [...found.values()];
  },
};

/** `self.total += 1` in one method, while another one runs in a thread and changes it too. */
function againstThread(file: SourceFile): Finding[] {
  const own = threadRuns(file).filter(({ isShared }) => !isShared);
  return own.flatMap(({ fn, by }) => {
    const inThread = reachableFrom(file, fn);
    const changed = new Set([...inThread].flatMap((one) => unlockedIn(file, one)));
    if (changed.size === 0) return [];
    const { line } = file.position(by.start);
    return file.all("assign").flatMap((node) => {
      const other = functionOf(node);
      if (other === undefined || inThread.has(other) || classOf(other) !== classOf(fn)) return [];
      if (/^(?:__init__|start|stop|close|run)$/.test(other.name ?? "")) return [];
      if (!readsItself(file, node) || !changed.has(pathOf(file, node, other) ?? "")) return [];
      const path = file.source(node.target);
      return [
        {
          node,
          message:
            `\`${fn.name ?? "this"}\` runs in a thread of its own (line ${line}) and changes ` +
            `\`${path}\` too: what it writes between this read and this write is lost`,
          fix: `hold one \`threading.Lock\` around both changes of \`${path}\``,
          level: "review" as const,
          confidence: "medium" as const,
        },
      ];
    });
  });
}

/** What a function changes without a lock. */
const unlockedIn = (file: SourceFile, fn: FunctionNode): string[] =>
  changesIn(file, fn).flatMap(({ node, path }) =>
    locksAround(file, node).length === 0 ? [path] : [],
  );

/** Of an element, the collection. */
const pathOf = (file: SourceFile, { target }: AssignNode, fn: FunctionNode): string | undefined =>
  sharedPath(file, target.kind === "index" ? target.object : target, fn);

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
