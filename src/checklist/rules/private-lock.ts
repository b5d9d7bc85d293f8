import type { Finding } from "../finding.js";
import { functionOf } from "../ir/ancestors.js";
import { soleValue } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const NEW_LOCK = new RegExp(
  "^(?:threading|asyncio|multiprocessing|anyio|trio|async-mutex|await-semaphore|async-lock)" +
    "(?:\\.(?:R?Lock|Mutex|(?:Bounded)?Semaphore|Condition))?\\(\\)$",
);
const TAKES = /^(?:acquire|runExclusive|lock|withLock)$/;

export const privateLock: Rule = {
  name: "private-lock",
  item: 6,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return taken(file).flatMap((lock): Finding[] => {
      if (!NEW_LOCK.test(file.meaning(lock) ?? "") || !isPrivate(file, lock)) return [];
      return [
        {
          node: lock,
          message:
            "every run makes a lock of its own here, which nobody else ever waits for: it " +
            "protects nothing",
          fix: "make the lock once, in the module or in the constructor, and enter that one",
        },
      ];
    });
  },
};

/** Everything that is entered with `with`, or taken by one of a lock's methods. */
function taken(file: SourceFile): Node[] {
  const entered = file.all("with").flatMap(({ items }) => items.map(({ context }) => context));
  const called = file
    .callsNamed(TAKES)
    .flatMap(({ callee }) =>
      callee.kind === "member" && TAKES.test(callee.property) ? [callee.object] : [],
    );
  return [...entered, ...called];
}

/** Made where it is entered, or in a variable that never leaves this very function. */
function isPrivate(file: SourceFile, lock: Node): boolean {
  if (lock.kind === "call") return true;
  if (lock.kind !== "name") return false;
  const binding = file.binding(lock);
  const value = soleValue(binding);
  const fn = functionOf(lock);
  if (fn === undefined || value?.kind !== "call" || functionOf(value) !== fn) return false;
  return (binding?.references ?? []).every(
    (one) => functionOf(one) === fn && isUsedHere(one.parent, one),
  );
}

/** Not handed on, kept or returned, so that nobody else can have it. */
function isUsedHere(by: Node | undefined, name: Node): boolean {
  if (by?.kind === "with") return true;
  if (by?.kind === "assign") return by.target === name;
  return by?.kind === "member" && by.parent?.kind === "call" && by.parent.callee === by;
}
