import { ancestors } from "./ancestors.js";
import type { CallNode } from "./expression.js";
import type { Node } from "./node.js";
import type { SourceFile } from "./source-file.js";

/** A stretch of code that one lock holds. */
export interface LockScope {
  /** The lock as it is written: `self._lock` is `this._lock`. */
  name: string;
  /** What its class or factory is, when that is known: `asyncio.Lock()`. */
  made: string | undefined;
  /** Where it is taken: the with item, or the call that takes the callback. */
  at: Node;
}

/** What a lock holds: the `with`, or the call that runs a callback or begins it by hand. */
export const heldBy = ({ at }: LockScope): Node => (at.parent?.kind === "with" ? at.parent : at);

const LOCK_NAME = /(?:lock|mutex|semaphore|sem|limiter|latch|critical|guard)s?(?:\(\)|\[\])?$/i;
const LOCK_CLASS = /(?:Lock|RLock|Mutex|Semaphore|BoundedSemaphore|Condition)\(\)$/;
const RUNS_INSIDE = /^(?:runExclusive|run|acquire|withLock|lock|use|exclusive|request|schedule)$/;

/** The locks that are held where this node runs, from the inside out; only lexical ones. */
export function locksAround(file: SourceFile, node: Node): LockScope[] {
  const found: LockScope[] = [];
  let from = node;
  for (const around of ancestors(node)) {
    if (around.kind === "with" && around.body === from) {
      for (const { context } of around.items) found.push(...lockIn(file, context));
    }
    if (around.kind === "call" && from.kind === "function")
      found.push(...lockThatRuns(file, around));
    if (around.kind === "block") found.push(...heldByHand(file, around, from));
    // A function that is not handed to a call here runs when the lock may be free again.
    if (around.kind === "function" && around.parent?.kind !== "call") break;
    from = around;
  }
  return found;
}

/** The expression as dotted text, whatever it means: `this.queue.items`, `make().lock`. */
export function dotted(node: Node): string | undefined {
  if (node.kind === "name") return node.name;
  if (node.kind === "member") {
    const owner = dotted(node.object);
    return owner === undefined ? undefined : `${owner}.${node.property}`;
  }
  if (node.kind === "index") {
    const owner = dotted(node.object);
    return owner === undefined ? undefined : `${owner}[]`;
  }
  if (node.kind === "call") {
    const callee = dotted(node.callee);
    return callee === undefined ? undefined : `${callee}()`;
  }
  return node.kind === "await" ? dotted(node.value) : undefined;
}

/** A path of `dotted` as the file writes it: Python says `self`. */
export const asWritten = (file: SourceFile, path: string): string =>
  file.language === "python" ? path.replace(/^this\b/, "self") : path;

/** The lock that an expression is, by its name or by what it is made of. */
export function lockIn(file: SourceFile, context: Node): LockScope[] {
  const name = dotted(context);
  const made = file.meaning(context);
  if (name === undefined) return [];
  const isLock = LOCK_NAME.test(name) || (made !== undefined && LOCK_CLASS.test(made));
  if (isLock) return [{ name, made, at: context }];
  return context.kind === "call" ? keptBy(file, context) : [];
}

/** `mutex.hold(key)`: a method of a lock that gives it out until the end of the block. */
function keptBy(file: SourceFile, call: CallNode): LockScope[] {
  const { callee, args } = call;
  if (callee.kind !== "member" || !/^(?:hold|held|locked)$/.test(callee.property)) return [];
  const keys = args.map(({ value }) => file.source(value)).join(", ");
  return lockIn(file, callee.object).map(({ name, made }) => ({
    name: keys === "" ? name : `${name}(${keys})`,
    made,
    at: call,
  }));
}

/** `mutex.runExclusive(async () => …)`. */
export function lockThatRuns(file: SourceFile, call: CallNode): LockScope[] {
  const { callee } = call;
  if (callee.kind === "name") {
    return /lock|exclusive|serial/i.test(callee.name)
      ? [{ name: callee.name, made: undefined, at: call }]
      : [];
  }
  if (callee.kind !== "member" || !RUNS_INSIDE.test(callee.property)) return [];
  const [first] = call.args;
  const key = first === undefined || first.value.kind === "function" ? undefined : first.value;
  return lockIn(file, callee.object).map(({ name, made }) => ({
    name: key === undefined ? name : `${name}(${file.source(key)})`,
    made,
    at: call,
  }));
}

/** `await lock.acquire()` earlier in a block, and no `release` between it and here. */
function heldByHand(file: SourceFile, block: Node, inside: Node): LockScope[] {
  const found = new Map<string, LockScope>();
  for (const statement of block.children) {
    if (statement === inside) break;
    for (const call of topCalls(statement)) {
      if (call.callee.kind !== "member") continue;
      const { object, property } = call.callee;
      const [lock] = lockIn(file, object);
      if (lock === undefined) continue;
      if (property === "acquire" || property === "lock")
        found.set(lock.name, { ...lock, at: call });
      if (property === "release" || property === "unlock") found.delete(lock.name);
    }
  }
  return [...found.values()];
}

/** Calls that a statement makes itself: its value, awaited or assigned. */
function topCalls(statement: Node): CallNode[] {
  if (
    statement.kind === "expression" ||
    statement.kind === "assign" ||
    statement.kind === "await"
  ) {
    return statement.value === undefined ? [] : topCalls(statement.value);
  }
  return statement.kind === "call" ? [statement] : [];
}
