// One mutex per key, made when a key is first asked for and dropped when nobody holds or awaits it.
// Dropping it while somebody waits would let two tasks run; never dropping it would leak one mutex
// per key ever seen. Hence the count of users, which includes the waiters.
//
// For several keys at once use `ResourceLock`: taking keyed mutexes one after another deadlocks
// unless everybody takes them in the same order.

import { Mutex, type LockOptions } from "./mutex.js";
import type { Release } from "./semaphore.js";

/** What a keyed mutex looks like at one moment. */
export interface KeyedMutexStats {
  /** Keys that are held; 0 when nothing is going on. */
  readonly keys: number;
  /** Requests in the queues of all keys. */
  readonly waiting: number;
  /** The most keys ever held at once. */
  readonly keysMax: number;
}

/**
 * At most one holder per key, strictly in the order of asking for that key; different keys do not
 * know of each other. Keys are compared as a `Map` does.
 *
 * @example
 * const orders = new KeyedMutex<string>();
 * await orders.run(orderId, () => advance(orderId), { signal });
 */
export class KeyedMutex<Key> {
  readonly #entries = new Map<Key, { readonly mutex: Mutex; users: number }>();
  #keysMax = 0;

  /** Waits for the key. Rejects with the signal's reason if it is aborted first. */
  async acquire(key: Key, options: LockOptions = {}): Promise<Release> {
    const entry = this.#join(key);
    try {
      return this.#leaving(key, entry, await entry.mutex.acquire(options));
    } catch (error) {
      this.#leave(key, entry);
      throw error;
    }
  }

  /** Takes the key now, or answers `undefined` if it is held or waited for. */
  tryAcquire(key: Key): Release | undefined {
    const entry = this.#join(key);
    const release = entry.mutex.tryAcquire();
    if (release !== undefined) return this.#leaving(key, entry, release);
    this.#leave(key, entry);
    return undefined;
  }

  /** Runs `task` alone for the key and lets the next in when it has settled, whichever way. */
  async run<T>(key: Key, task: () => T | PromiseLike<T>, options: LockOptions = {}): Promise<T> {
    const entry = this.#join(key);
    try {
      return await entry.mutex.run(task, options);
    } finally {
      this.#leave(key, entry);
    }
  }

  /** Which keys are in use, now and at most. */
  stats(): KeyedMutexStats {
    let waiting = 0;
    for (const { mutex } of this.#entries.values()) waiting += mutex.stats().waiting;
    return { keys: this.#entries.size, waiting, keysMax: this.#keysMax };
  }

  #join(key: Key): { readonly mutex: Mutex; users: number } {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { mutex: new Mutex(), users: 0 };
      this.#entries.set(key, entry);
      this.#keysMax = Math.max(this.#keysMax, this.#entries.size);
    }
    entry.users += 1;
    return entry;
  }

  #leave(key: Key, entry: { users: number }): void {
    entry.users -= 1;
    if (entry.users === 0) this.#entries.delete(key);
  }

  #leaving(key: Key, entry: { users: number }, release: Release): Release {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      release();
      this.#leave(key, entry);
    };
  }
}
