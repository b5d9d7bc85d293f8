// A circuit breaker (Nygard, "Release It!", 2007). While too many calls fail it refuses at once, so
// that a struggling service gets rest and callers get an answer; after a pause one probe decides.
//
// Two mistakes are common and avoided here. A call that began before the circuit changed its state
// must not decide about the new state, so every change starts a new phase and a result counts only
// in the phase it began in. And one early failure must not open the circuit, so a minimum of calls
// is asked for. The window is ten slices of counters: constant memory, and coarse by a tenth.

import { type Clock, systemClock } from "./clock.js";
import { requireAbove, requireBetween, requireWhole } from "./range.js";

const SLICES = 10;
const NOTHING = { calls: 0, failures: 0 };

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

interface Counts {
  calls: number;
  failures: number;
}

interface Closed {
  readonly state: "closed";
  /** What ended in each slice of the window, by the slice's number. */
  readonly slices: Map<number, Counts>;
}

/** Refusing since it was opened; half-open while a probe is under way. */
interface Opened<State extends "open" | "half-open"> {
  readonly state: State;
  readonly sinceMs: number;
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
  #phase: Closed | Opened<"open"> | Opened<"half-open"> = { state: "closed", slices: new Map() };
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
    let failed = true; // Also if the judge of errors throws: a probe's place must be freed.
    try {
      const value = await task();
      failed = false;
      return value;
    } catch (error) {
      failed = this.#options.isFailure(error);
      throw error;
    } finally {
      tell(signal?.aborted ? "void" : failed ? "failure" : "success");
    }
  }

  /**
   * Lets one call in, for callers that cannot wrap it in a function, and answers with what must be
   * told its result, once. Throws `CircuitOpen` if it may not go.
   */
  enter(): (result: CircuitResult) => void {
    const phase = this.#enter();
    return (result) => {
      if (phase === this.#phase) this.#settle(phase, result);
    };
  }

  /** Milliseconds until a call may be tried; 0 if one may go now or a probe is under way. */
  get opensInMs(): number {
    return this.#phase.state === "closed" ? 0 : this.#pauseMs(this.#phase);
  }

  /** Open or not, and what the window holds. */
  stats(): CircuitBreakerStats {
    const phase = this.#phase;
    const { calls, failures } = phase.state === "closed" ? this.#count(phase) : NOTHING;
    const isDue = phase.state === "open" && this.#pauseMs(phase) === 0;
    return { state: isDue ? "half-open" : phase.state, calls, failures, opened: this.#opened };
  }

  /** Lets a call in, or throws; answers the phase that its result will belong to. */
  #enter(): Closed | Opened<"half-open"> {
    const phase = this.#phase;
    if (phase.state === "closed") return phase;
    const pauseMs = this.#pauseMs(phase);
    if (phase.state === "half-open" || pauseMs > 0) throw new CircuitOpen(pauseMs);
    return (this.#phase = { state: "half-open", sinceMs: phase.sinceMs });
  }

  /** How long until a probe is due. */
  #pauseMs({ sinceMs }: Opened<"open" | "half-open">): number {
    return Math.max(0, sinceMs + this.#options.openMs - this.#options.clock.now());
  }

  #settle(phase: Closed | Opened<"half-open">, result: CircuitResult): void {
    if (phase.state === "closed") {
      if (result !== "void" && this.#isTooMuch(phase, result === "failure")) this.#open();
    } else if (result === "void") this.#phase = { state: "open", sinceMs: phase.sinceMs };
    else if (result === "failure") this.#open();
    else this.#phase = { state: "closed", slices: new Map() };
  }

  #open(): void {
    this.#phase = { state: "open", sinceMs: this.#options.clock.now() };
    this.#opened += 1;
  }

  /** Counts a call that has ended, and answers whether that opens the circuit. */
  #isTooMuch(phase: Closed, failed: boolean): boolean {
    const slice = this.#slice();
    const { calls, failures } = phase.slices.get(slice) ?? NOTHING;
    phase.slices.set(slice, { calls: calls + 1, failures: failures + (failed ? 1 : 0) });
    const all = this.#count(phase);
    const { callsMin, failureRatio } = this.#options;
    return all.calls >= callsMin && all.failures / all.calls >= failureRatio;
  }

  /** The number of the slice of time that is now. */
  #slice(): number {
    const { clock, windowMs } = this.#options;
    return Math.floor((clock.now() / windowMs) * SLICES);
  }

  /** Forgets the slices that have left the window, and adds up the others. */
  #count({ slices }: Closed): Counts {
    const left = this.#slice() - SLICES;
    const sum = { calls: 0, failures: 0 };
    for (const [slice, { calls, failures }] of slices) {
      if (slice <= left) slices.delete(slice);
      else {
        sum.calls += calls;
        sum.failures += failures;
      }
    }
    return sum;
  }
}
