import { isOneLock, isReentrant, mentionsLocks, nestedTakings } from "../facts/held-locks.js";
import type { Finding } from "../finding.js";
import { asWritten, type LockScope } from "../ir/locks.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const reentrantLock: Rule = {
  name: "reentrant-lock",
  item: 12,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!mentionsLocks(file)) return [];
    const found = new Map<number, Finding>();
    for (const { held, inner, owner } of nestedTakings(file)) {
      if (held.name !== inner.lock.name || held.at === inner.lock.at) continue;
      if (held.name.startsWith("this.") && owner !== inner.owner) continue;
      if (!isOneLock(file, held) || !blocks(held) || asksFirst(file, held)) continue;
      const name = asWritten(file, held.name);
      found.set(inner.by.start, {
        node: inner.by,
        message:
          `\`${name}\` is held here and taken again: it is not re-entrant, so this task ` +
          "waits for itself for ever",
        fix: `call a variant that expects \`${name}\` to be held, or leave the lock first`,
        ...(isReentrant(held) === undefined && { confidence: "medium" as const }),
      });
    }
    return [...found.values()];
  },
};

/** What `async with` enters is never re-entrant in asyncio; other unknown locks may be. */
function blocks(lock: LockScope): boolean {
  const known = isReentrant(lock);
  if (known !== undefined) return !known;
  if (/sem/i.test(lock.name) || /Semaphore/.test(lock.made ?? "")) return false;
  const entered = lock.at.parent;
  return entered?.kind === "with" ? entered.isAsync : lock.at.kind === "call";
}

/** Code that asks whether the lock is free knows of the danger, and may avoid it. */
function asksFirst(file: SourceFile, { name }: LockScope): boolean {
  const last = name.split(".").at(-1) ?? "";
  const asks = /^\.(?:locked\(|isLocked\(|_is_owned|acquire\((?:False|blocking=False|0)\b)/;
  for (let at = file.text.indexOf(last); at >= 0; at = file.text.indexOf(last, at + 1)) {
    if (asks.test(file.text.slice(at + last.length, at + last.length + 30))) return true;
  }
  return false;
}
