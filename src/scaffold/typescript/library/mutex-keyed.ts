// A keyed mutex on async-mutex that adds what it lacks: keys, forgotten when nobody uses them, and
// an end to the wait by a signal.

import { Mutex } from "async-mutex";

interface Entry {
  readonly mutex: Mutex;
  /** Who holds the key or waits for it; at 0 the key is forgotten. */
  users: number;
  waiting: number;
}

/** At most one task per key at a time, in the order of asking; keys are compared as a Map does. */
export class KeyedMutex<Key> {
  readonly #entries = new Map<Key, Entry>();

  /**
   * Runs the task alone for the key. Rejects with the signal's reason as soon as that is aborted
   * while it waits; then the task is never started.
   */
  run<T>(key: Key, task: () => T | PromiseLike<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const entry = this.#join(key);
    return new Promise((resolve, reject) => {
      let isWaiting = true;
      const stopWaiting = (): void => {
        if (isWaiting) entry.waiting -= 1;
        isWaiting = false;
        signal?.removeEventListener("abort", onAbort);
      };
      const onAbort = (): void => {
        stopWaiting();
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      // What was aborted stays in async-mutex's line, and gives its turn back when it comes.
      const start = async (): Promise<T> => {
        stopWaiting();
        signal?.throwIfAborted();
        return task();
      };
      const turn = entry.mutex.runExclusive(start);
      turn.finally(() => this.#leave(key, entry)).then(resolve, reject);
    });
  }

  /** Keys in use, and requests in their lines; both are 0 when nothing is going on. */
  stats(): { readonly keys: number; readonly waiting: number } {
    let waiting = 0;
    for (const entry of this.#entries.values()) waiting += entry.waiting;
    return { keys: this.#entries.size, waiting };
  }

  #join(key: Key): Entry {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { mutex: new Mutex(), users: 0, waiting: 0 };
      this.#entries.set(key, entry);
    }
    entry.users += 1;
    entry.waiting += 1;
    return entry;
  }

  #leave(key: Key, entry: Entry): void {
    entry.users -= 1;
    if (entry.users === 0) this.#entries.delete(key);
  }
}
