// Mutual exclusion for tasks on one event loop. JavaScript runs to the next `await` undisturbed, so
// a lock is needed only where a read and the write that depends on it have an `await` in between.

import { Semaphore, type Release } from "./semaphore.js";

/** How long to wait for a lock. */
export interface LockOptions {
  /** Ends the wait, not the work: the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** What a mutex looks like at one moment. */
export interface MutexStats {
  readonly held: boolean;
  /** Requests in the queue. */
  readonly waiting: number;
  /** The most requests ever in the queue at once. */
  readonly waitingMax: number;
}

/**
 * At most one holder at a time, strictly in the order of asking.
 *
 * Not reentrant: a holder that acquires it again waits for itself. Give inner functions the state
 * instead of the lock.
 *
 * @example
 * const account = new Mutex();
 * await account.run(async () => save({ balance: (await load()).balance + 10 }), { signal });
 */
export class Mutex {
  readonly #semaphore = new Semaphore(1);

  /** Waits for the lock. Rejects with the signal's reason if it is aborted first. */
  acquire(options: LockOptions = {}): Promise<Release> {
    return this.#semaphore.acquire(options);
  }

  /** Takes the lock now, or answers `undefined` if it is held or waited for. */
  tryAcquire(): Release | undefined {
    return this.#semaphore.tryAcquire();
  }

  /** Runs `task` alone and lets the next in when it has settled, whichever way. */
  run<T>(task: () => T | PromiseLike<T>, options: LockOptions = {}): Promise<T> {
    return this.#semaphore.run(task, options);
  }

  /** Who holds and who waits, now and at most. */
  stats(): MutexStats {
    const { held, waiting, waitingMax } = this.#semaphore.stats();
    return { held: held === 1, waiting, waitingMax };
  }
}
