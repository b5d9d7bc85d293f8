// A circuit breaker on opossum, which counts and keeps the state. It is told only of calls that say
// something about the service, after they have ended: what opossum runs itself it counts as a
// success or a failure, also a call that was aborted, one that was the caller's own fault, and one
// from before the circuit opened.

import Opossum from "opossum";

export interface CircuitBreakerOptions {
  /** Opens at this share of failures, above 0 up to 1. 0.5 if left out. */
  failureRatio?: number | undefined;
  /** Calls there must be before it may open, from 1 up. 10 if left out; opossum's default is 0. */
  callsMin?: number | undefined;
  /** Over how long calls are counted, in milliseconds. 10,000 if left out. */
  windowMs?: number | undefined;
  /** How long it stays open before it lets a probe through, in milliseconds. 5,000 if left out. */
  openMs?: number | undefined;
  /** Whether an error speaks against the service; every error does if left out. */
  isFailure?: ((error: unknown) => boolean) | undefined;
}

/** Thrown instead of calling; nothing was sent. */
export class CircuitOpen extends Error {
  override name = "CircuitOpen";
  /** Milliseconds until the next probe may be tried; 0 while a probe is under way. */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(`the circuit is open; try again in ${retryAfterMs} ms`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Give every call a time limit of its own: a probe that never ends keeps the circuit half-open. */
export class CircuitBreaker {
  readonly #breaker: Opossum<[{ error?: unknown }], void>;
  readonly #isFailure: (error: unknown) => boolean;
  readonly #openMs: number;
  #openedAtMs = 0;
  /** Grows when the circuit opens and when it closes: an older call decides nothing any more. */
  #generation = 0;
  #isProbing = false;

  constructor(options: CircuitBreakerOptions = {}) {
    const { failureRatio = 0.5, callsMin = 10, windowMs = 10_000, openMs = 5_000 } = options;
    this.#isFailure = options.isFailure ?? (() => true);
    this.#openMs = openMs;
    this.#breaker = new Opossum(report, {
      // opossum opens above the threshold; this opens at it.
      errorThresholdPercentage: failureRatio * 100 - 1e-9,
      volumeThreshold: callsMin,
      rollingCountTimeout: windowMs,
      rollingPercentilesEnabled: false,
      resetTimeout: openMs,
      timeout: false, // It would answer, and leave the call running.
    });
    this.#breaker.on("open", () => {
      this.#generation += 1;
      this.#openedAtMs = Date.now();
    });
    this.#breaker.on("close", () => (this.#generation += 1));
  }

  get state(): "closed" | "open" | "half-open" {
    if (this.#breaker.closed) return "closed";
    return this.#breaker.halfOpen ? "half-open" : "open";
  }

  /**
   * Runs the task if the circuit lets it, and passes its result or error through; rejects with
   * CircuitOpen otherwise. A task that ends after `signal` was aborted counts neither way.
   */
  async run<T>(task: () => T | PromiseLike<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const isProbe = this.#breaker.halfOpen;
    if (this.#breaker.opened) {
      throw new CircuitOpen(Math.max(0, this.#openedAtMs + this.#openMs - Date.now()));
    }
    if (isProbe && this.#isProbing) throw new CircuitOpen(0);
    const generation = this.#generation;
    if (isProbe) this.#isProbing = true;
    try {
      const value = await task();
      await this.#tell({}, generation, signal);
      return value;
    } catch (error) {
      if (this.#isFailure(error)) await this.#tell({ error }, generation, signal);
      throw error;
    } finally {
      if (isProbe) this.#isProbing = false;
    }
  }

  /** Ends opossum's timers, which else keep what they hold alive for as long as the process. */
  shutdown(): void {
    this.#breaker.shutdown();
  }

  async #tell(
    outcome: { error?: unknown },
    generation: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (generation !== this.#generation || signal?.aborted) return;
    await this.#breaker.fire(outcome).catch(() => {});
  }
}

async function report(outcome: { error?: unknown }): Promise<void> {
  if ("error" in outcome) throw outcome.error;
}
