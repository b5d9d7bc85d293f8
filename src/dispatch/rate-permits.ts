import type { Clock } from "../primitives/clock.js";
import { TokenBucket } from "../primitives/token-bucket.js";

/** How often calls may be sent to a server. */
export interface ServerRate {
  /** Calls a second on average, above 0; may be a fraction. */
  readonly perSecond: number;
  /** Calls at once after a pause, a whole number from 1 up. */
  readonly burst: number;
}

/**
 * Permits to send, per server: a token bucket for each server that has a rate, and the pauses that
 * servers have asked for. A server without a rate is never short of permits.
 */
export class RatePermits {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, { bucket: TokenBucket; msPerPermit: number }>();
  /** Until when; an entry goes when it is found to be over. */
  readonly #pauses = new Map<string, number>();

  /** Throws `OutOfRange` for a rate or a burst outside its range. */
  constructor(rates: Readonly<Record<string, ServerRate>>, clock: Clock) {
    this.#clock = clock;
    for (const [server, { perSecond, burst }] of Object.entries(rates)) {
      const bucket = new TokenBucket({ ratePerSecond: perSecond, burst, clock });
      this.#buckets.set(server, { bucket, msPerPermit: 1_000 / perSecond });
    }
  }

  /** Takes a permit and answers 0, or answers in how many milliseconds to ask again. */
  take(server: string): number {
    const pausedMs = this.#pauses.size === 0 ? 0 : this.#pausedMs(server);
    if (pausedMs > 0) return pausedMs;
    const rate = this.#buckets.get(server);
    if (rate === undefined || rate.bucket.tryAcquire()) return 0;
    const missing = 1 - rate.bucket.stats().available;
    return Math.max(1, Math.ceil(missing * rate.msPerPermit));
  }

  /** Gives no permit for `server` for `pauseMs` from now; a longer pause before it stays. */
  pause(server: string, pauseMs: number): void {
    const untilMs = this.#clock.now() + pauseMs;
    // Servers that are never asked again must not pile up.
    for (const name of this.#pauses.keys()) this.#pausedMs(name);
    if (pauseMs > 0) this.#pauses.set(server, Math.max(untilMs, this.#pauses.get(server) ?? 0));
  }

  #pausedMs(server: string): number {
    const untilMs = this.#pauses.get(server);
    if (untilMs === undefined) return 0;
    const leftMs = Math.ceil(untilMs - this.#clock.now());
    if (leftMs <= 0) this.#pauses.delete(server);
    return Math.max(0, leftMs);
  }
}
