import { isOneLock, mentionsLocks, nestedTakings } from "../facts/held-locks.js";
import type { Finding } from "../finding.js";
import { asWritten } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const lockOrder: Rule = {
  name: "lock-order",
  item: 12,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return mentionsLocks(file) ? reversed(file) : [];
  },
};

/** Pairs of locks that this file takes in both orders: either place can be the one to mend. */
function reversed(file: SourceFile): Finding[] {
  const orders = new Map<string, { node: Node; first: string; second: string }>();
  for (const { held, inner, owner } of nestedTakings(file)) {
    const second = inner.lock.name;
    if (held.name === second || !isOneLock(file, held) || !isOneLock(file, inner.lock)) continue;
    const place = owner?.name ?? "";
    const key = `${place}\n${held.name}\n${second}`;
    if (!orders.has(key)) orders.set(key, { node: inner.by, first: held.name, second });
  }
  const found: Finding[] = [];
  for (const [key, { node, ...pair }] of orders) {
    const place = key.split("\n")[0] ?? "";
    const other = orders.get(`${place}\n${pair.second}\n${pair.first}`);
    if (other === undefined) continue;
    const { line } = file.position(other.node.start);
    const first = asWritten(file, pair.first);
    const second = asWritten(file, pair.second);
    found.push({
      node,
      message:
        `\`${second}\` is taken while \`${first}\` is held, on line ${line} the other way round: ` +
        "two tasks that each have one of them wait for each other for ever",
      fix:
        other.node.start < node.start
          ? `take \`${second}\` before \`${first}\` here too, or use one lock for both`
          : `take \`${first}\` before \`${second}\` on line ${line} too, or use one lock for both`,
    });
  }
  return found;
}
