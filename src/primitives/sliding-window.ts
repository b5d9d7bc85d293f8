// An exact sliding-window limiter: no window of the given length ever holds more starts than the
// limit, wherever it is laid. A fixed window lets twice the limit through around its edge, and a
// token bucket lets burst plus refill through by design; take this one when the other side counts a
// hard quota. The price is a ring of `limit` time stamps; every operation is O(1).

import { type Clock, systemClock, type Timer } from "./clock.js";
import { requireAbove, requireWhole } from "./range.js";
import { WaiterQueue } from "./waiter-queue.js";

/** What a sliding window is made of. */
export interface SlidingWindowOptions {
  /** How many may start in any window, a whole number from 1 up. */
  limit: number;
  /** The window's length in milliseconds, above 0. */
  windowMs: number;
  /** How many may wait; one more is refused with `QueueFull`. No bound if left out. */
  waitingMax?: number | undefined;
  /** The system's clock if left out. */
  clock?: Clock | undefined;
}

/** What a sliding window looks like at one moment. */
export interface SlidingWindowStats {
  /** Starts in the window that ends now. */
  readonly used: number;
  /** Requests in the queue. */
  readonly waiting: number;
  /** The most requests ever in the queue at once. */
  readonly waitingMax: number;
}

/**
 * At most `limit` starts in any `windowMs` milliseconds, first come first served.
 *
 * @example
 * const quota = new SlidingWindow({ limit: 100, windowMs: 60_000 });
 * await quota.acquire({ signal });
 */
export class SlidingWindow {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #clock: Clock;
  readonly #waiters: WaiterQueue<void, void>;
  /** The times of the last starts, a ring of `limit`; `#next` is the oldest once it is full. */
  readonly #starts: number[] = [];
  #next = 0;
  #timer: Timer | undefined;

  /** Throws `OutOfRange` for a limit or a window outside its range. */
  constructor({ limit, windowMs, waitingMax, clock = systemClock }: SlidingWindowOptions) {
    requireWhole("limit", limit, 1);
    requireAbove("windowMs", windowMs, 0);
    if (waitingMax !== undefined) requireWhole("waitingMax", waitingMax, 0);
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#clock = clock;
    this.#waiters = new WaiterQueue(waitingMax);
  }

  /**
   * Waits until one more may start, and counts it from that moment. Rejects with the signal's
   * reason if it is aborted first, and with `QueueFull` if nobody more may wait; neither counts.
   */
  async acquire({ signal }: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    signal?.throwIfAborted();
    if (this.tryAcquire()) return;
    const turn = this.#waiters.wait(undefined, signal, () => this.#rearm());
    this.#rearm();
    await turn;
  }

  /** Counts a start now if one more may start and nobody waits; answers whether it did. */
  tryAcquire(): boolean {
    if (this.#waiters.size > 0 || this.#waitMs() > 0) return false;
    this.#count();
    return true;
  }

  /** Who used the window and who waits. */
  stats(): SlidingWindowStats {
    const edge = this.#clock.now() - this.#windowMs;
    return {
      used: this.#starts.filter((start) => start > edge).length,
      waiting: this.#waiters.size,
      waitingMax: this.#waiters.sizeMax,
    };
  }

  /** How long until the oldest of the last `limit` starts has left the window. */
  #waitMs(): number {
    const oldest = this.#starts[this.#next] ?? Number.NEGATIVE_INFINITY;
    return Math.max(0, oldest + this.#windowMs - this.#clock.now());
  }

  #count(): void {
    this.#starts[this.#next] = this.#clock.now();
    this.#next = (this.#next + 1) % this.#limit;
  }

  #grant(): void {
    this.#timer = undefined;
    while (this.#waiters.size > 0 && this.#waitMs() === 0) {
      this.#count();
      this.#waiters.grant();
    }
    this.#rearm();
  }

  /** Keeps exactly one timer while somebody waits, and none otherwise. */
  #rearm(): void {
    if (this.#waiters.size === 0) {
      this.#timer?.cancel();
      this.#timer = undefined;
      return;
    }
    this.#timer ??= this.#clock.setTimer(() => this.#grant(), this.#waitMs());
  }
}
