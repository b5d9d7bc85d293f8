// A counting semaphore (Dijkstra 1965) for tasks on one event loop. It bounds how many run at once,
// not how many start per second: five permits at 20 ms each let 250 through per second.
//
// Order is strict. A request that does not fit holds back the smaller ones behind it, and a free
// permit never goes to a newcomer while somebody waits; otherwise a heavy request starves under a
// stream of light ones. The price is that permits may lie idle while a heavy request is first.
// A permit is handed over inside `release`, before anybody else can run, so no newcomer slips in
// between. Cost: no promise when permits are free, one queue node when not. Tasks that wait are
// run in the turn of those that ran before them, so a backlog costs its callers' promises only.

import { requireWhole } from "./range.js";
import { type Taken, WaiterQueue } from "./waiter-queue.js";

/** Gives back what was acquired. The first call counts; later calls do nothing. */
export type Release = () => void;

/** How a semaphore is asked. */
export interface AcquireOptions {
  /** How many permits, from 1 to the capacity; 1 if left out. */
  permits?: number | undefined;
  /** Ends the wait, not the work: the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** What somebody waits for: permits, or permits and then the end of a task that runs with them. */
interface Want {
  readonly permits: number;
  readonly task: (() => unknown) | undefined;
  readonly signal: AbortSignal | undefined;
}

type Turn = Taken<Want, unknown>;

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
  readonly #waiters: WaiterQueue<Want, unknown>;
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
    const { permits = 1, signal } = options;
    this.#check(permits, signal);
    if (this.#fits(permits)) this.#take(permits);
    else await this.#wait(permits, undefined, signal);
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
    if (permits !== 1 || signal !== undefined) {
      try {
        this.#check(permits, signal);
      } catch (error) {
        return Promise.reject(error);
      }
    }
    // Not an `async` function: suspended ones in the queue would take three times the memory.
    if (!this.#fits(permits)) return this.#wait(permits, task, signal) as Promise<T>;
    this.#take(permits);
    return this.#hold(task, permits);
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

  #check(permits: number, signal: AbortSignal | undefined): void {
    requireWhole("permits", permits, 1, this.#capacity);
    signal?.throwIfAborted();
  }

  #wait(
    permits: number,
    task: (() => unknown) | undefined,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    return this.#waiters.wait({ permits, task, signal }, signal, this.#grantWaiting);
  }

  /** Runs a task that had its permits at once. */
  async #hold<T>(task: () => T | PromiseLike<T>, permits: number): Promise<T> {
    try {
      return await task();
    } finally {
      const turn = this.#passOn(permits);
      if (turn !== undefined) void this.#runTurns(turn);
    }
  }

  /**
   * Runs a task that has waited and now has its permits, and then those that get its permits after
   * it: a chain of tasks costs one async function, not one for each.
   */
  readonly #runTurns = async (first: Turn): Promise<void> => {
    for (let turn: Turn | undefined = first; turn !== undefined;) {
      const { task, signal } = turn.request;
      try {
        if (signal !== undefined) signal.throwIfAborted();
        turn.resolve(task === undefined ? undefined : await task());
      } catch (error) {
        turn.reject(error);
      }
      // Before whoever hears of this task can do anything, its permits are somebody else's.
      turn = this.#passOn(turn.request.permits);
    }
  };

  /** Gives permits back; answers with the next task to run, if the first in line has one. */
  #passOn(permits: number): Turn | undefined {
    this.#held -= permits;
    const next = this.#waiters.first;
    if (next?.task === undefined || this.#held + next.permits > this.#capacity) {
      this.#grantWaiting();
      return undefined;
    }
    this.#take(next.permits);
    const turn = this.#waiters.take();
    if (this.#held < this.#capacity) this.#grantWaiting();
    return turn;
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
      if (this.#held + next.permits > this.#capacity) return;
      this.#take(next.permits);
      const turn = this.#waiters.take();
      if (next.task === undefined) turn.resolve(undefined);
      // Not now: this may be inside somebody's `release()`.
      else void Promise.resolve(turn).then(this.#runTurns);
    }
  };
}
