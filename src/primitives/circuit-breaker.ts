// A circuit breaker (Nygard, "Release It!", 2007). While too many calls fail it refuses at once, so
// that a struggling service gets rest and callers get an answer; after a pause one probe decides.
//
// Two mistakes are common and avoided here. A call that began before the circuit changed its state
// must not decide about the new state, so every change starts a new generation and a result counts
// only in its own. And one early failure must not open the circuit, so a minimum of calls is asked
// for. The window is ten slices of counters: constant memory, at most a tenth of the window coarse.

import { type Clock, systemClock } from "./clock.js";
import { requireAbove, requireBetween, requireWhole } from "./range.js";

const SLICES = 10;

/** How a circuit breaker decides. */
export interface CircuitBreakerOptions {
  /** The share of failed calls that opens the circuit, above 0 to 1; 0.5 if left out. */
  failureRatio?: number | undefined;
  /** How many calls the window must hold before it may open, from 1 up; 10 if left out. */
  callsMin?: number | undefined;
  /** Over how long calls are counted, in milliseconds; 10,000 if left out. */
  windowMs?: number | undefined;
  /** How long it stays open before it lets a probe through, in milliseconds; 5,000 if left out. */
  openMs?: number | undefined;
  /** Whether an error speaks against the service; every error does if left out. */
  isFailure?: ((error: unknown) => boolean) | undefined;
  /** The system's clock if left out. */
  clock?: Clock | undefined;
}

/** Thrown instead of calling; nothing was sent. */
export class CircuitOpen extends Error {
  override readonly name = "CircuitOpen";
  readonly code = "circuit-open";
  /** Milliseconds until the next probe may be tried; 0 while a probe is under way. */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(`the circuit is open; try again in ${Math.ceil(retryAfterMs)} ms`);
    this.retryAfterMs = retryAfterMs;
  }
}

export type CircuitState = "closed" | "open" | "half-open";

/** What a call says of the service; `void` if nothing. */
export type CircuitResult = "success" | "failure" | "void";

/** What a circuit breaker looks like at one moment. */
export interface CircuitBreakerStats {
  readonly state: CircuitState;
  /** Calls that ended in the window, and how many of them failed. */
  readonly calls: number;
  readonly failures: number;
  /** How often it has opened. */
  readonly opened: number;
}

type Settings = {
  readonly [Key in keyof CircuitBreakerOptions]-?: NonNullable<CircuitBreakerOptions[Key]>;
};

interface Slice {
  index: number;
  calls: number;
  failures: number;
}

/**
 * Calls through it while closed; refuses with `CircuitOpen` while open; lets one probe through when
 * it has been open long enough, and closes if that succeeds. A task needs its own timeout: a probe
 * that never ends keeps the circuit half-open.
 *
 * @example
 * const breaker = new CircuitBreaker({ failureRatio: 0.5, callsMin: 20 });
 * const rates = await breaker.run(() => fetchRates({ signal }), { signal });
 */
export class CircuitBreaker {
  readonly #options: Settings;
  #slices: Slice[] = [];
  #openedAtMs: number | undefined;
  #probing = false;
  #generation = 0;
  #opened = 0;

  /** Throws `OutOfRange` for an option outside its range. */
  constructor(options: CircuitBreakerOptions = {}) {
    const { failureRatio = 0.5, callsMin = 10, windowMs = 10_000, openMs = 5_000 } = options;
    requireAbove("failureRatio", failureRatio, 0);
    requireBetween("failureRatio", failureRatio, 0, 1);
    requireWhole("callsMin", callsMin, 1);
    requireAbove("windowMs", windowMs, 0);
    requireAbove("openMs", openMs, 0);
    const { isFailure = () => true, clock = systemClock } = options;
    this.#options = { failureRatio, callsMin, windowMs, openMs, isFailure, clock };
  }

  /**
   * Runs the task if the circuit lets it, and passes its result or error through. Rejects with
   * `CircuitOpen` without running it otherwise. A task that ends after `signal` was aborted counts
   * neither way, and if it was the probe, the next caller may probe.
   */
  async run<T>(
    task: () => T | PromiseLike<T>,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    signal?.throwIfAborted();
    const tell = this.enter();
    try {
      const value = await task();
      tell(signal?.aborted ? "void" : "success");
      return value;
    } catch (error) {
      const counts = !signal?.aborted && this.#options.isFailure(error);
      tell(signal?.aborted ? "void" : counts ? "failure" : "success");
      throw error;
    }
  }

  /**
   * Lets one call in, for callers that cannot wrap it in a function, and answers with what must be
   * told its result, once. Throws `CircuitOpen` if it may not go.
   */
  enter(): (result: CircuitResult) => void {
    const generation = this.#enter();
    return (result) => this.#record(generation, result);
  }

  /** Milliseconds until a call may be tried; 0 if one may go now or a probe is under way. */
  get opensInMs(): number {
    if (this.#openedAtMs === undefined) return 0;
    return Math.max(0, this.#options.openMs - this.#openForMs());
  }

  /** Open or not, and what the window holds. */
  stats(): CircuitBreakerStats {
    const { calls, failures } = this.#counted();
    return { state: this.#state(), calls, failures, opened: this.#opened };
  }

  #state(): CircuitState {
    if (this.#openedAtMs === undefined) return "closed";
    return this.#probing || this.#openForMs() >= this.#options.openMs ? "half-open" : "open";
  }

  #openForMs(): number {
    return this.#options.clock.now() - (this.#openedAtMs ?? 0);
  }

  /** Lets a call in, or throws; answers the generation that its result will belong to. */
  #enter(): number {
    if (this.#openedAtMs === undefined) return this.#generation;
    const waitMs = this.#options.openMs - this.#openForMs();
    if (this.#probing || waitMs > 0) throw new CircuitOpen(Math.max(0, waitMs));
    this.#probing = true;
    this.#generation += 1;
    return this.#generation;
  }

  #record(generation: number, result: CircuitResult): void {
    if (generation !== this.#generation) return;
    if (this.#probing) {
      this.#probing = false;
      if (result === "success") this.#close();
      if (result === "failure") this.#open();
      return;
    }
    if (result === "void" || this.#openedAtMs !== undefined) return;
    const slice = this.#currentSlice();
    slice.calls += 1;
    if (result === "failure") slice.failures += 1;
    const { calls, failures } = this.#counted();
    const { callsMin, failureRatio } = this.#options;
    if (calls >= callsMin && failures / calls >= failureRatio) this.#open();
  }

  #open(): void {
    this.#openedAtMs = this.#options.clock.now();
    this.#opened += 1;
    this.#generation += 1;
    this.#slices = [];
  }

  #close(): void {
    this.#openedAtMs = undefined;
    this.#generation += 1;
    this.#slices = [];
  }

  #sliceIndex(): number {
    return Math.floor((this.#options.clock.now() / this.#options.windowMs) * SLICES);
  }

  #currentSlice(): Slice {
    const index = this.#sliceIndex();
    this.#slices = this.#slices.filter((slice) => slice.index > index - SLICES);
    const last = this.#slices.at(-1);
    if (last?.index === index) return last;
    const slice = { index, calls: 0, failures: 0 };
    this.#slices.push(slice);
    return slice;
  }

  #counted(): { calls: number; failures: number } {
    const oldest = this.#sliceIndex() - SLICES;
    const counted = { calls: 0, failures: 0 };
    for (const slice of this.#slices) {
      if (slice.index <= oldest) continue;
      counted.calls += slice.calls;
      counted.failures += slice.failures;
    }
    return counted;
  }
}
