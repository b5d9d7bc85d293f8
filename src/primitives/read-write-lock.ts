// A read/write lock in strict order of arrival (Courtois, Heymans and Parnas 1971 name both ways to
// starve somebody: readers first starves writers, writers first starves readers). Here a reader
// that comes after a waiting writer waits behind it, and adjacent readers run together, so the wait
// of either kind is bounded by who came before. Acquire and release cost O(1).
//
// For several resources, or resources that contain one another, use `ResourceLock`.

import type { LockOptions } from "./mutex.js";
import type { Release } from "./semaphore.js";
import { WaiterQueue } from "./waiter-queue.js";

/** Readers share; a writer is alone. */
export type LockMode = "read" | "write";

/** What a read/write lock looks like at one moment. */
export interface ReadWriteLockStats {
  /** Readers that hold the lock. */
  readonly readers: number;
  /** Whether a writer holds it. */
  readonly writing: boolean;
  /** Requests in the queue, of both kinds. */
  readonly waiting: number;
  /** The most readers that ever held it together. */
  readonly readersMax: number;
  /** The most requests ever in the queue at once. */
  readonly waitingMax: number;
}

/**
 * Many readers or one writer, first come first served. Not reentrant, and no upgrade: a reader that
 * asks to write as well waits for itself.
 *
 * @example
 * const index = new ReadWriteLock();
 * const hits = await index.run("read", () => search(query), { signal });
 * await index.run("write", () => rebuild(), { signal });
 */
export class ReadWriteLock {
  readonly #waiters = new WaiterQueue<LockMode, void>();
  #readers = 0;
  #writing = false;
  #readersMax = 0;

  /**
   * Waits to read or to write. Rejects with the signal's reason if it is aborted first; a writer
   * that leaves the queue lets the readers behind it move up.
   */
  async acquire(mode: LockMode, options: LockOptions = {}): Promise<Release> {
    options.signal?.throwIfAborted();
    if (this.#isFree(mode)) this.#take(mode);
    else await this.#waiters.wait(mode, options.signal, this.#grantWaiting);
    return this.#releaseOnce(mode);
  }

  /** Takes the lock now, or answers `undefined` if it is held against `mode` or waited for. */
  tryAcquire(mode: LockMode): Release | undefined {
    if (!this.#isFree(mode)) return undefined;
    this.#take(mode);
    return this.#releaseOnce(mode);
  }

  /**
   * Runs `task` with the lock and releases it when the task has settled, whichever way. An abort
   * that arrives together with the lock keeps the task from starting.
   */
  async run<T>(
    mode: LockMode,
    task: () => T | PromiseLike<T>,
    options: LockOptions = {},
  ): Promise<T> {
    const release = await this.acquire(mode, options);
    try {
      options.signal?.throwIfAborted();
      return await task();
    } finally {
      release();
    }
  }

  /** Who holds and who waits, now and at most. */
  stats(): ReadWriteLockStats {
    return {
      readers: this.#readers,
      writing: this.#writing,
      waiting: this.#waiters.size,
      readersMax: this.#readersMax,
      waitingMax: this.#waiters.sizeMax,
    };
  }

  #isFree(mode: LockMode): boolean {
    return this.#waiters.size === 0 && this.#admits(mode);
  }

  #admits(mode: LockMode): boolean {
    return !this.#writing && (mode === "read" || this.#readers === 0);
  }

  #take(mode: LockMode): void {
    if (mode === "write") {
      this.#writing = true;
      return;
    }
    this.#readers += 1;
    this.#readersMax = Math.max(this.#readersMax, this.#readers);
  }

  #releaseOnce(mode: LockMode): Release {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      if (mode === "write") this.#writing = false;
      else this.#readers -= 1;
      this.#grantWaiting();
    };
  }

  /** Lets the head of the queue in for as long as it fits: one writer, or a run of readers. */
  readonly #grantWaiting = (): void => {
    for (let mode = this.#waiters.first; mode !== undefined; mode = this.#waiters.first) {
      if (!this.#admits(mode)) return;
      this.#take(mode);
      this.#waiters.grant();
    }
  };
}
