import { below, classOf, functionOf } from "../ir/ancestors.js";
import type { CallNode, ClassNode, FunctionNode } from "../ir/expression.js";
import { dotted, lockIn, locksAround, type LockScope } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";

/** A lock that is taken, and what was held already when it was. */
export interface Taking {
  lock: LockScope;
  /** Of a lock in `this`. */
  owner: ClassNode | undefined;
  /** The call of an own function that takes it, or where it is taken itself. */
  by: Node;
}

const STEPS_MAX = 4;

/** Whether a file is worth looking at; most have no locks. */
export function mentionsLocks(file: SourceFile): boolean {
  const before = mentioned.get(file);
  if (before !== undefined) return before;
  const mentions = /lock|mutex|semaphore/i.test(file.text);
  mentioned.set(file, mentions);
  return mentions;
}

const mentioned = new WeakMap<SourceFile, boolean>();

/** A field of this object or a variable of this module: the same lock wherever it is written so. */
export function isOneLock(file: SourceFile, { name, at }: LockScope): boolean {
  if (name.includes("[]") || name.includes("()")) return false;
  if (name.startsWith("this.")) return true;
  const root = name.split(".")[0] ?? "";
  const binding = file.scopes.module.bindings.get(root);
  return (
    binding !== undefined && file.scopes.scopeOf(at) !== undefined && !shadowed(file, at, root)
  );
}

/** A local variable or parameter of the same name is another lock. */
function shadowed(file: SourceFile, at: Node, root: string): boolean {
  for (const node of [at, ...below(at)]) {
    if (node.kind !== "name" || node.name !== root) continue;
    return file.binding(node)?.scope.kind !== "module";
  }
  return false;
}

/** Whether a second taking by whoever holds it goes through. */
export function isReentrant({ name, made }: LockScope): boolean | undefined {
  if (/r_?lock|reentrant|recursive|read/i.test(name)) return true;
  if (made === undefined) return undefined;
  if (/RLock\(\)$|^threading\.Condition\(\)$/.test(made)) return true;
  if (made.endsWith("Semaphore()")) return undefined;
  return /^(?:threading|multiprocessing|asyncio|anyio|trio|async-mutex)\./.test(made)
    ? false
    : undefined;
}

const takenIn = new WeakMap<FunctionNode, readonly LockScope[]>();

/** The locks that a function takes in its own code. */
export function locksTakenIn(file: SourceFile, fn: FunctionNode): readonly LockScope[] {
  const known = takenIn.get(fn);
  if (known !== undefined) return known;
  const found = new Map<string, LockScope>();
  for (const node of below(fn, true)) {
    const nearest = functionOf(node);
    if (nearest !== fn && !(nearest !== undefined && runsAtOnce(nearest, fn))) continue;
    if (node.kind !== "call" && node.kind !== "block") continue;
    for (const lock of locksAround(file, node)) {
      if (functionOf(lock.at) === fn) found.set(lock.name, lock);
    }
  }
  const locks = [...found.values()];
  takenIn.set(fn, locks);
  return locks;
}

/** The callback of `mutex.runExclusive(…)` runs as part of the function around it. */
const runsAtOnce = (inner: FunctionNode, outer: FunctionNode): boolean =>
  inner.parent?.kind === "call" && functionOf(inner.parent) === outer;

/** A lock, one that was held already when it was taken, and the class in which that is. */
interface NestedTaking {
  held: LockScope;
  inner: Taking;
  owner: ClassNode | undefined;
}

/** Every lock that is taken while others are held, here or in an own function called here. */
export function nestedTakings(file: SourceFile): readonly NestedTaking[] {
  const before = nestedIn.get(file);
  if (before !== undefined) return before;
  const found: NestedTaking[] = [];
  const add = (held: readonly LockScope[], inner: Taking, at: Node): void => {
    for (const lock of held) found.push({ held: lock, inner, owner: classOf(at) });
  };
  for (const call of file.all("call")) {
    const held = locksAround(file, call).filter(({ at }) => at !== call);
    if (held.length === 0 || runsElsewhere(call)) continue;
    const own = locksOfCall(file, call).map((lock) => ({ lock, owner: classOf(call), by: call }));
    for (const inner of own) add(held, inner, call);
    for (const inner of takenByCall(file, call, new Set(), 0)) add(held, inner, call);
  }
  for (const node of file.all("with")) {
    const held = locksAround(file, node);
    for (const lock of locksOfWith(file, node)) {
      add(held, { lock, owner: classOf(node), by: node }, node);
      held.push(lock);
    }
  }
  nestedIn.set(file, found);
  return found;
}

const nestedIn = new WeakMap<SourceFile, readonly NestedTaking[]>();

/** The lock that `mutex.runExclusive(…)` holds while it runs what it is given. */
function locksOfCall(file: SourceFile, call: CallNode): LockScope[] {
  const work = call.args.find(({ value }) => value.kind === "function")?.value;
  if (work?.kind !== "function") return [];
  return locksAround(file, work.body).filter(({ at }) => at === call);
}

function locksOfWith(file: SourceFile, node: Extract<Node, { kind: "with" }>): LockScope[] {
  return node.items.flatMap(({ context }) => lockIn(file, context));
}

/** Locks that an own function takes, also through those that it calls. */
function takenByCall(
  file: SourceFile,
  call: CallNode,
  seen: Set<FunctionNode>,
  depth: number,
): Taking[] {
  const target = ownTarget(file, call);
  if (target === undefined || seen.has(target) || depth > STEPS_MAX) return [];
  seen.add(target);
  const own = locksTakenIn(file, target).map((lock) => ({
    lock,
    owner: classOf(target),
    by: call,
  }));
  const further = [...below(target.body)].flatMap((node) =>
    node.kind === "call" && !runsElsewhere(node)
      ? takenByCall(file, node, seen, depth + 1).map(({ lock, owner }) => ({
          lock,
          owner,
          by: call,
        }))
      : [],
  );
  return [...own, ...further];
}

/** Of the same object or of the module; another instance has locks of its own. */
export function ownTarget(file: SourceFile, call: CallNode): FunctionNode | undefined {
  const { callee } = call;
  const isOwn =
    callee.kind === "name" ||
    (callee.kind === "member" && callee.object.kind === "name" && callee.object.name === "this");
  return isOwn ? file.target(call) : undefined;
}

const LATER = new RegExp(
  "(?:create_task|ensure_future|start_soon|Thread|submit|call_soon|call_later|setTimeout|" +
    "setImmediate|nextTick|run_in_executor)(?:_threadsafe)?$",
);

/** `create_task(self.f())` runs f later, when the lock may be free again. */
function runsElsewhere(call: CallNode): boolean {
  const by = call.parent;
  return by?.kind === "call" && by.callee !== call && LATER.test(dotted(by.callee) ?? "");
}
