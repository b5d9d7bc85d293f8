// Ending a process on purpose: the first signal asks it to stop, a deadline insists, a second
// signal ends it.
//
// Without a listener SIGTERM ends Node at once: no `finally` runs, no answer under way is sent.
// With one, Node does not end by itself, so the listener sees to an end in every case. Steps have
// `graceMs` to finish their work, then, told by their signal, `cleanupMs` to let go of it, then
// the process is ended. A container is killed some seconds after SIGTERM (Docker 10, Kubernetes
// 30): both together must be less.
//
// Steps run one after the other, the last added first, as a stack unwinds: what was opened last
// may use what was opened before it. Phases with numbers were left out: whoever adds a step would
// have to know all the others. Steps that may run together are one step.

import { constants } from "node:os";
import { abortable } from "./abortable.js";
import { type Clock, systemClock, type Timer } from "./clock.js";
import { requireBetween } from "./range.js";
import { TimeoutError } from "./with-timeout.js";

/** Where signals come from; `process` is one. */
export interface SignalSource {
  on(name: NodeJS.Signals, listener: (name: NodeJS.Signals) => void): unknown;
  off(name: NodeJS.Signals, listener: (name: NodeJS.Signals) => void): unknown;
}

/** How a shutdown goes. */
export interface GracefulShutdownOptions {
  /** Milliseconds for all steps together until their signal is aborted, 0 or more. */
  graceMs: number;
  /** Milliseconds more until the process is ended, 0 or more; 2,000 if left out. */
  cleanupMs?: number | undefined;
  /** What it listens for; SIGINT and SIGTERM if left out. */
  signals?: readonly NodeJS.Signals[] | undefined;
  /**
   * A signal this many milliseconds after the first counts as the same one; 500 if left out. Ctrl-C
   * under `npm start` arrives twice: from the terminal and from npm.
   */
  repeatMs?: number | undefined;
  /** `process` if left out. */
  source?: SignalSource | undefined;
  /**
   * Ends the process at once: with 1 when the time is up, with 128 and the number of the second
   * signal; `process.exit` if left out.
   */
  exit?: ((code: number) => void) | undefined;
  /** The system's clock if left out. */
  clock?: Clock | undefined;
}

/** How a shutdown went. */
export interface ShutdownReport {
  /** The name of the signal, or what was given to `begin`. */
  readonly reason: unknown;
  /** Steps that failed or were given up, in the order they ran. */
  readonly errors: readonly { readonly step: string; readonly error: unknown }[];
  /** Whether the grace was over, or a second signal came, before all steps had ended. */
  readonly wasHurried: boolean;
  /** 0 if all went well in time, else 1. */
  readonly exitCode: 0 | 1;
}

/** What a shutdown looks like at one moment. */
export interface GracefulShutdownStats {
  readonly state: "waiting" | "stopping" | "stopped";
  /** Steps that have not begun. */
  readonly steps: number;
  /** The step that runs. */
  readonly running: string | undefined;
  /** Steps that failed or were given up. */
  readonly failed: number;
}

type Settings = {
  readonly [Name in keyof GracefulShutdownOptions]-?: Exclude<
    GracefulShutdownOptions[Name],
    undefined
  >;
};

interface Step {
  readonly name: string;
  readonly run: (signal: AbortSignal) => unknown;
}

/**
 * Listens for signals and then runs steps, once. Make it before anything is opened.
 *
 * @example
 * const shutdown = new GracefulShutdown({ graceMs: 8_000 });
 * shutdown.add("database", () => pool.end());
 * shutdown.add("jobs", (signal) => jobs.drain(signal));
 * while (!shutdown.signal.aborted) await takeJob({ signal: shutdown.signal });
 * process.exitCode = (await shutdown.finished).exitCode;
 */
export class GracefulShutdown {
  /** Resolves when every step is over or was given up; it never rejects. */
  readonly finished: Promise<ShutdownReport>;
  readonly #options: Settings;
  readonly #begun = new AbortController();
  readonly #hurry = new AbortController();
  readonly #abandon = new AbortController();
  readonly #steps: Step[] = [];
  readonly #errors: { readonly step: string; readonly error: unknown }[] = [];
  #finish!: (report: ShutdownReport) => void;
  #begunAtMs = 0;
  #running: string | undefined;
  #isFinished = false;

  /** Listens from now on. Throws `OutOfRange` for a span below 0. */
  constructor(options: GracefulShutdownOptions) {
    this.#options = withDefaults(options);
    this.finished = new Promise((resolve) => (this.#finish = resolve));
    for (const name of this.#options.signals) this.#options.source.on(name, this.#onSignal);
  }

  /** Aborted as soon as a shutdown begins: take no new work. Its reason is the report's. */
  get signal(): AbortSignal {
    return this.#begun.signal;
  }

  /**
   * Adds a step, to run before all that were added earlier; one that is added while others run is
   * the next. Its signal is aborted when the grace is over: let go then. Returns a function that
   * takes the step out, for something that was closed by itself. Throws once all is over.
   */
  add(name: string, run: (signal: AbortSignal) => unknown): () => void {
    if (this.#isFinished) throw new Error(`the shutdown is over; nothing would run ${name}`);
    const step = { name, run };
    this.#steps.push(step);
    return () => {
      const index = this.#steps.indexOf(step);
      if (index >= 0) this.#steps.splice(index, 1);
    };
  }

  /** Begins, as a signal does, unless it has begun. Resolves as `finished` does. */
  begin(reason: unknown = "asked to stop"): Promise<ShutdownReport> {
    if (!this.signal.aborted) {
      this.#begunAtMs = this.#options.clock.now();
      this.#begun.abort(reason);
      void this.#runSteps();
    }
    return this.finished;
  }

  /** Stops listening: from now on a signal ends the process as if this had never been made. */
  ignoreSignals(): void {
    for (const name of this.#options.signals) this.#options.source.off(name, this.#onSignal);
  }

  stats(): GracefulShutdownStats {
    const state = this.#isFinished ? "stopped" : this.signal.aborted ? "stopping" : "waiting";
    const failed = this.#errors.length;
    return { state, steps: this.#steps.length, running: this.#running, failed };
  }

  readonly #onSignal = (name: NodeJS.Signals): void => {
    const { clock, repeatMs } = this.#options;
    if (!this.signal.aborted) void this.begin(name);
    else if (clock.now() - this.#begunAtMs > repeatMs) {
      this.#giveUp(new Error(`a second signal came: ${name}`), 128 + constants.signals[name]);
    }
  };

  async #runSteps(): Promise<void> {
    const { clock, graceMs, cleanupMs } = this.#options;
    const late = new TimeoutError(graceMs);
    const timers: Timer[] = [
      clock.setTimer(() => this.#hurry.abort(late), graceMs),
      clock.setTimer(() => this.#giveUp(late, 1), graceMs + cleanupMs),
    ];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      this.#running = step.name;
      await this.#runStep(step);
    }
    this.#running = undefined;
    for (const timer of timers) timer.cancel();
    this.ignoreSignals();
    this.#isFinished = true;
    const wasHurried = this.#hurry.signal.aborted;
    const exitCode = wasHurried || this.#errors.length > 0 ? 1 : 0;
    this.#finish({ reason: this.signal.reason, errors: this.#errors, wasHurried, exitCode });
  }

  async #runStep({ name, run }: Step): Promise<void> {
    const { signal } = this.#abandon;
    try {
      signal.throwIfAborted();
      await abortable(Promise.resolve(run(this.#hurry.signal)), signal);
    } catch (error) {
      this.#errors.push({ step: name, error });
    }
  }

  /** Ends the process; should that not end it, as in a test, no step is waited for any more. */
  #giveUp(why: Error, exitCode: number): void {
    this.#hurry.abort(why);
    this.#abandon.abort(why);
    this.#options.exit(exitCode);
  }
}

function withDefaults(options: GracefulShutdownOptions): Settings {
  const { graceMs, cleanupMs = 2_000, repeatMs = 500, source = process } = options;
  const { signals = ["SIGINT", "SIGTERM"], clock = systemClock } = options;
  const { exit = (code) => process.exit(code) } = options;
  for (const [field, value] of Object.entries({ graceMs, cleanupMs, repeatMs })) {
    requireBetween(field, value, 0, Number.POSITIVE_INFINITY);
  }
  return { graceMs, cleanupMs, repeatMs, source, signals, clock, exit };
}
