import { getEventListeners } from "node:events";

/** How many listeners wait for a signal's abort: 0 once everybody has cleaned up. */
export function listeners(signal: AbortSignal): number {
  return getEventListeners(signal, "abort").length;
}

/** A promise settled by hand. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

export function deferred<T = void>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** What a promise has come to by now: its value, its reason, or "pending". */
export async function outcome(promise: PromiseLike<unknown>): Promise<unknown> {
  const pending = {};
  const later = new Promise((resolve) => setImmediate(resolve, pending));
  const tagged = promise.then(
    (value) => ({ value }),
    (reason: unknown) => ({ reason }),
  );
  const first = await Promise.race([tagged, later]);
  return first === pending ? "pending" : first;
}

/** The unhandled rejections while `body` runs and just after; there must be none. */
export async function unhandledDuring(body: () => PromiseLike<unknown>): Promise<unknown[]> {
  const seen: unknown[] = [];
  const note = (reason: unknown): void => void seen.push(reason);
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", note);
  try {
    await body();
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off("unhandledRejection", note);
    for (const other of others) process.on("unhandledRejection", other);
  }
  return seen;
}
