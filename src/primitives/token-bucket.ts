// A token bucket: on average `ratePerSecond` starts a second, and up to `burst` at once after a
// pause. In any window of w seconds at most burst + rate * w tokens are given out, which is more
// than a hard quota of rate * w allows; take the sliding window against one of those.
//
// It refills when looked at, from the clock, so that an idle bucket costs nothing: no interval, and
// one timer only while somebody waits. Waiting is first come first served, and a request for many
// tokens holds back the smaller ones behind it, or it would starve.

import { type Clock, systemClock, type Timer } from "./clock.js";
import { requireAbove, requireWhole } from "./range.js";
import { WaiterQueue } from "./waiter-queue.js";

/** What a token bucket is made of. */
export interface TokenBucketOptions {
  /** Tokens that come back per second, above 0; may be a fraction. */
  ratePerSecond: number;
  /** Tokens it holds at most and at first, a whole number from 1 up. */
  burst: number;
  /** How many may wait; one more is refused with `QueueFull`. No bound if left out. */
  waitingMax?: number | undefined;
  /** The system's clock if left out. */
  clock?: Clock | undefined;
}

/** How a bucket is asked. */
export interface TokenOptions {
  /** How many tokens, a whole number from 1 to the burst; 1 if left out. */
  tokens?: number | undefined;
  /** Ends the wait: the promise rejects with the signal's reason, and no token is taken. */
  signal?: AbortSignal | undefined;
}

/** What a token bucket looks like at one moment. */
export interface TokenBucketStats {
  /** Tokens there now, up to the burst; may be a fraction. */
  readonly available: number;
  /** Requests in the queue. */
  readonly waiting: number;
  /** The most requests ever in the queue at once. */
  readonly waitingMax: number;
}

// A refill computed in floating point may fall short of a whole token by a rounding error; without
// this slack a timer would fire in time and find nothing to give.
const SLACK = 1e-9;

/**
 * Gives out tokens at a steady rate with a bounded burst, first come first served.
 *
 * @example
 * const bucket = new TokenBucket({ ratePerSecond: 10, burst: 20 });
 * await bucket.acquire({ signal });
 */
export class TokenBucket {
  readonly #ratePerMs: number;
  readonly #burst: number;
  readonly #clock: Clock;
  readonly #waiters: WaiterQueue<number, void>;
  #available: number;
  #refilledAtMs: number;
  #timer: Timer | undefined;

  /** Throws `OutOfRange` for a rate or a burst outside its range. */
  constructor({ ratePerSecond, burst, waitingMax, clock = systemClock }: TokenBucketOptions) {
    requireAbove("ratePerSecond", ratePerSecond, 0);
    requireWhole("burst", burst, 1);
    if (waitingMax !== undefined) requireWhole("waitingMax", waitingMax, 0);
    this.#ratePerMs = ratePerSecond / 1_000;
    this.#burst = burst;
    this.#clock = clock;
    this.#waiters = new WaiterQueue(waitingMax);
    this.#available = burst;
    this.#refilledAtMs = clock.now();
  }

  /**
   * Waits for tokens and takes them. Rejects with the signal's reason if it is aborted first, with
   * `QueueFull` if nobody more may wait, and with `OutOfRange` for more than the burst, since that
   * wait would never end.
   */
  async acquire({ tokens = 1, signal }: TokenOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    if (this.tryAcquire(tokens)) return;
    const turn = this.#waiters.wait(tokens, signal, () => this.#grant());
    this.#rearm();
    await turn;
  }

  /** Takes tokens now if there are enough and nobody waits; answers whether it did. */
  tryAcquire(tokens = 1): boolean {
    requireWhole("tokens", tokens, 1, this.#burst);
    return this.#waiters.size === 0 && this.#take(tokens);
  }

  /** What there is and who waits. */
  stats(): TokenBucketStats {
    this.#refill();
    return {
      available: Math.max(0, this.#available),
      waiting: this.#waiters.size,
      waitingMax: this.#waiters.sizeMax,
    };
  }

  #refill(): void {
    const nowMs = this.#clock.now();
    const gained = (nowMs - this.#refilledAtMs) * this.#ratePerMs;
    this.#available = Math.min(this.#burst, this.#available + gained);
    this.#refilledAtMs = nowMs;
  }

  #take(tokens: number): boolean {
    this.#refill();
    if (this.#available + SLACK < tokens) return false;
    // May fall below 0 by the slack, so that it is a loan and never adds up.
    this.#available -= tokens;
    return true;
  }

  #grant(): void {
    for (let tokens = this.#waiters.first; tokens !== undefined; tokens = this.#waiters.first) {
      if (!this.#take(tokens)) break;
      this.#waiters.grant();
    }
    this.#rearm();
  }

  /** Keeps one timer, for the first in the queue, while somebody waits. */
  #rearm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const tokens = this.#waiters.first;
    if (tokens === undefined) return;
    const waitMs = (tokens - this.#available) / this.#ratePerMs;
    this.#timer = this.#clock.setTimer(() => this.#grant(), waitMs);
  }
}
