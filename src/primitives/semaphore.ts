// A counting semaphore (Dijkstra 1965) for tasks on one event loop. It bounds how many run at once,
// not how many start per second: five permits at 20 ms each let 250 through per second.
//
// Order is strict. A request that does not fit holds back the smaller ones behind it, and a free
// permit never goes to a newcomer while somebody waits; otherwise a heavy request starves under a
// stream of light ones. The price is that permits may lie idle while a heavy request is first.
// A permit is handed over inside `release`, before anybody else can run, so no newcomer slips in
// between. Cost: no promise when permits are free, one queue node when not; both O(1).

import { requireWhole } from "./range.js";
import { WaiterQueue } from "./waiter-queue.js";

/** Gives back what was acquired. The first call counts; later calls do nothing. */
export type Release = () => void;

/** How a semaphore is asked. */
export interface AcquireOptions {
  /** How many permits, from 1 to the capacity; 1 if left out. */
  permits?: number | undefined;
  /** Ends the wait, not the work: the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** What a semaphore looks like at one moment. */
export interface SemaphoreStats {
  /** Permits there are. */
  readonly capacity: number;
  /** Permits in use. */
  readonly held: number;
  /** Requests in the queue. */
  readonly waiting: number;
  /** The most permits ever in use at once. */
  readonly heldMax: number;
  /** The most requests ever in the queue at once. */
  readonly waitingMax: number;
}

/**
 * At most `capacity` permits in use at a time, given out strictly in the order of asking.
 *
 * Not reentrant: a task that holds every permit and asks for one more waits for itself.
 *
 * @example
 * const connections = new Semaphore(5);
 * const get = async () => (await fetch(url, { signal })).text();
 * const page = await connections.run(get, { signal });
 */
export class Semaphore {
  readonly #capacity: number;
  readonly #waiters: WaiterQueue<number, void>;
  #held = 0;
  #heldMax = 0;

  /**
   * @param capacity permits, a whole number from 1 up; throws `OutOfRange` otherwise.
   * @param waitingMax requests that may wait; one more is refused with `QueueFull`. No bound if
   *   left out: then the caller bounds how many ask.
   */
  constructor(capacity: number, waitingMax?: number) {
    requireWhole("capacity", capacity, 1);
    if (waitingMax !== undefined) requireWhole("waitingMax", waitingMax, 0);
    this.#capacity = capacity;
    this.#waiters = new WaiterQueue(waitingMax);
  }

  /**
   * Waits for permits. Rejects with the signal's reason if it is aborted first (also if it was
   * aborted before the call), with `QueueFull` if nobody more may wait, and with `OutOfRange` for
   * more permits than there are, since that wait would never end. A waiter that leaves holds
   * nothing and lets those behind it move up.
   */
  async acquire(options: AcquireOptions = {}): Promise<Release> {
    const permits = options.permits ?? 1;
    await this.#enter(permits, options.signal);
    return this.#releaseOnce(permits);
  }

  /** Takes permits now or not at all: `undefined` if too few are free or somebody waits. */
  tryAcquire(permits = 1): Release | undefined {
    requireWhole("permits", permits, 1, this.#capacity);
    if (!this.#fits(permits)) return undefined;
    this.#take(permits);
    return this.#releaseOnce(permits);
  }

  /**
   * Runs `task` with permits and gives them back when it has settled, whichever way. Rejects as
   * {@link acquire} does, and then the task has not been started: an abort that arrives together
   * with the permit also keeps it from starting.
   */
  run<T>(task: () => T | PromiseLike<T>, options: AcquireOptions = {}): Promise<T> {
    const { permits = 1, signal } = options;
    const turn = this.#enter(permits, signal);
    // Not an `async` function: suspended ones in the queue would take three times the memory. And
    // not run by whoever gives the permits: `then` keeps the caller's async context.
    if (turn === undefined) return this.#hold(task, permits, signal);
    return turn.then(() => this.#hold(task, permits, signal));
  }

  /** Who holds and who waits, now and at most. */
  stats(): SemaphoreStats {
    return {
      capacity: this.#capacity,
      held: this.#held,
      waiting: this.#waiters.size,
      heldMax: this.#heldMax,
      waitingMax: this.#waiters.sizeMax,
    };
  }

  /** Takes permits now and returns nothing, or returns the promise of a turn that comes later. */
  #enter(permits: number, signal: AbortSignal | undefined): Promise<void> | undefined {
    try {
      requireWhole("permits", permits, 1, this.#capacity);
      signal?.throwIfAborted();
    } catch (error) {
      return Promise.reject(error);
    }
    if (!this.#fits(permits)) return this.#waiters.wait(permits, signal, this.#grantWaiting);
    this.#take(permits);
    return undefined;
  }

  /** Runs a task that has its permits already. */
  async #hold<T>(
    task: () => T | PromiseLike<T>,
    permits: number,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    try {
      signal?.throwIfAborted();
      return await task();
    } finally {
      this.#give(permits);
    }
  }

  #fits(permits: number): boolean {
    return this.#waiters.size === 0 && this.#held + permits <= this.#capacity;
  }

  #take(permits: number): void {
    this.#held += permits;
    if (this.#held > this.#heldMax) this.#heldMax = this.#held;
  }

  #give(permits: number): void {
    this.#held -= permits;
    this.#grantWaiting();
  }

  #releaseOnce(permits: number): Release {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#give(permits);
    };
  }

  /** Hands permits to the head of the queue for as long as the head fits. */
  readonly #grantWaiting = (): void => {
    for (let next = this.#waiters.first; next !== undefined; next = this.#waiters.first) {
      if (this.#held + next > this.#capacity) return;
      this.#take(next);
      this.#waiters.grant();
    }
  };
}
