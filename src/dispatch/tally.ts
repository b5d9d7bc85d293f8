import type { CallRun } from "./call-run.js";
import type { ToolLane } from "./lanes.js";
import type { Outcome } from "./outcome.js";
import { RecentMean } from "./run-times.js";

/** Hears what happens, for metrics and traces. What it throws is reported and changes nothing. */
export interface DispatchObserver {
  /** An attempt is about to be made: from now on the call may have its effect. */
  started?(call: { readonly batch: string; readonly id: string; readonly attempt: number }): void;
  ended?(call: { readonly batch: string; readonly outcome: Outcome }): void;
}

/** To rank calls anew costs about a microsecond for each: less than this is not worth it. */
const WORTH_MS = 1;

/** What is under way, and who is told. */
export class Tally {
  /** Calls admitted and not started. */
  waiting = 0;
  waitingMax = 0;
  /** Calls that were given up and still hold what they held. */
  lingering = 0;
  /** How long calls have run of late, whatever they were. */
  readonly runMs = new RecentMean();
  readonly #observer: DispatchObserver | undefined;

  readonly #learned: () => void;

  /** `learned` hears when a tool's first call has taken more or less time than others before. */
  constructor(observer: DispatchObserver | undefined, learned: () => void) {
    this.#observer = observer;
    this.#learned = learned;
  }

  admit(calls: number): void {
    this.waiting += calls;
    this.waitingMax = Math.max(this.waitingMax, this.waiting);
  }

  started(call: CallRun): void {
    if (this.#observer?.started === undefined) return;
    try {
      this.#observer.started({ batch: call.batch.id, id: call.spec.id, attempt: call.attempts });
    } catch (error) {
      report(error);
    }
  }

  ended(call: CallRun): void {
    const outcome = call.outcome as Outcome;
    const { batch } = call;
    // Who was told to stop might have gone on for any time.
    if (outcome.attempts > 0 && outcome.status !== "cancelled") {
      this.#note(outcome.ranMs, call.lane);
    }
    try {
      batch.options.onOutcome?.(outcome);
      this.#observer?.ended?.({ batch: batch.id, outcome });
    } catch (error) {
      report(error);
    }
  }

  #note(ranMs: number, lane: ToolLane | undefined): void {
    const usualMs = this.runMs.value;
    const isFirst = lane !== undefined && lane.runMs.value === undefined;
    this.runMs.note(ranMs);
    lane?.runMs.note(ranMs);
    if (!isFirst || usualMs === undefined) return;
    if (Math.abs(ranMs - usualMs) >= WORTH_MS) this.#learned();
  }

  /** A guess how long it takes until `calls` more find room, in milliseconds, 1 or more. */
  roomAfterMs(calls: number, slots: number): number {
    return Math.max(1, Math.ceil((calls * (this.runMs.value ?? 0)) / slots));
  }
}

/** A listener that throws must neither stop calls nor lose an outcome, nor go unseen. */
function report(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)));
}
