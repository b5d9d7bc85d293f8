import type { AdmittedBatch } from "./admit.js";
import { CallRun, NUMBERS, URGENCY } from "./call-run.js";
import type { Deadline } from "./deadlines.js";
import type { BatchOutcome, Outcome } from "./outcome.js";

/** How a batch is followed and given up. */
export interface DispatchOptions<Result = unknown> {
  /**
   * Gives the batch up: what has not started never does, and what runs has its signal aborted with
   * the same reason. The answer comes at once all the same.
   */
  readonly signal?: AbortSignal | undefined;
  /** Called with each outcome when it is there, in the order in which calls end. */
  readonly onOutcome?: ((outcome: Outcome<Result>) => void) | undefined;
}

interface BatchParts {
  readonly id: string;
  readonly admitted: AdmittedBatch;
  readonly options: DispatchOptions;
  readonly admittedMs: number;
  /** The engine that runs it. */
  readonly home: unknown;
  /** The call on whose behalf it was dispatched, of this engine or another. */
  readonly caller: CallRun | undefined;
  readonly resolve: (outcome: BatchOutcome) => void;
}

/** One batch from admission until its last outcome. */
export class BatchRun {
  readonly id: string;
  readonly admitted: AdmittedBatch;
  readonly options: DispatchOptions;
  readonly admittedMs: number;
  readonly home: unknown;
  readonly caller: CallRun | undefined;
  /** The nearest call of the same engine that waits for it. */
  readonly parent: CallRun | undefined;
  readonly resolve: (outcome: BatchOutcome) => void;
  /** In the order of the request. */
  readonly calls: readonly CallRun[];
  /** What its calls keep here, one after another. */
  readonly numbers: Float64Array;
  /** Some of its calls are more urgent than others. */
  isRanked = false;
  /** Calls without an outcome. */
  open: number;
  /** Under fail-fast, the first call that did not end well. */
  firstFailure: CallRun | undefined;
  lastEnded: CallRun | undefined;
  queueTimer: Deadline | undefined;
  deadlineTimer: Deadline | undefined;
  unlink: (() => void) | undefined;

  constructor({ id, admitted, options, admittedMs, home, caller, resolve }: BatchParts) {
    this.id = id;
    this.admitted = admitted;
    this.options = options;
    this.admittedMs = admittedMs;
    this.home = home;
    this.caller = caller;
    this.parent = nearest(caller, home);
    this.resolve = resolve;
    this.numbers = new Float64Array(NUMBERS * admitted.calls.length);
    this.calls = admitted.calls.map((spec) => new CallRun(this, spec));
    this.open = this.calls.length;
    for (const call of this.calls) if (call.spec.needs.length > 0) this.#joinNeeds(call);
  }

  get isOver(): boolean {
    return this.open === 0;
  }

  /** When no call of it may start any more. */
  get deadlineMs(): number {
    return this.admittedMs + this.admitted.deadlineMs;
  }

  /** The calls in the order whose outcome is kept. */
  inOrder(): readonly CallRun[] {
    return this.admitted.order.map((index) => this.calls[index] as CallRun);
  }

  /** Makes all its calls as urgent as one that nothing is known of. */
  forgetUrgencies(): void {
    const { numbers } = this;
    for (let at = URGENCY; at < numbers.length; at += NUMBERS) numbers[at] = 0;
  }

  #joinNeeds(call: CallRun): void {
    call.pending = call.spec.needs.length;
    for (const need of call.spec.needs) {
      const needed = this.calls[need] as CallRun;
      (needed.dependents ??= []).push(call);
    }
  }
}

/** The nearest of the callers that belongs to `home`: another engine may stand in between. */
function nearest(caller: CallRun | undefined, home: unknown): CallRun | undefined {
  let call = caller;
  while (call !== undefined && call.batch.home !== home) call = call.batch.caller;
  return call;
}
