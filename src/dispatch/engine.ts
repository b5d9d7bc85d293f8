// Puts the parts of a dispatcher together, takes batches in, and keeps their clocks.

import type { Clock, Random } from "../primitives/clock.js";
import { admit } from "./admit.js";
import { Attempts, runningCall } from "./attempts.js";
import { BatchRun, type DispatchOptions } from "./batch-run.js";
import type { DispatchBounds } from "./bounds.js";
import type { CallRun } from "./call-run.js";
import type { BatchRequest, CallTarget } from "./call.js";
import { Causes } from "./causes.js";
import type { Coordinator, LockOwner } from "./coordinator.js";
import { Deadlines } from "./deadlines.js";
import { Endings } from "./endings.js";
import { Entry } from "./entry.js";
import { cancelled, tookTooLong, waitedTooLong } from "./give-up.js";
import { DispatcherClosed } from "./invalid-batch.js";
import { Journal } from "./journal.js";
import { Lanes, type LaneOptions } from "./lanes.js";
import { goOn, lendSlot, takeSlotBack } from "./nesting.js";
import type { BatchOutcome, DispatchPlan } from "./outcome.js";
import { planBatch } from "./plan-batch.js";
import { elapsedByTool, expectedRunMs } from "./run-times.js";
import { Slots } from "./slots.js";
import { Steps } from "./steps.js";
import { summarise } from "./summary.js";
import { Tally, type DispatchObserver } from "./tally.js";
import { rankAgain } from "./urgency.js";

/** What a dispatcher is made of, with nothing left out. */
export interface EngineParts {
  readonly target: CallTarget;
  readonly bounds: DispatchBounds;
  readonly lanes: LaneOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly coordinator: Coordinator;
  readonly observer: DispatchObserver | undefined;
  readonly retryable: (error: unknown) => boolean;
}

/** What a dispatcher looks like at one moment; all but the maxima are zero at rest. */
export interface DispatcherStats {
  /** Batches without an answer. */
  readonly batches: number;
  /** Calls admitted and not started, now and at most. */
  readonly waiting: number;
  readonly waitingMax: number;
  /** Slots in use, now and at most. */
  readonly running: number;
  readonly runningMax: number;
  /** Calls that were given up and still run, or may. */
  readonly lingering: number;
  /** Moments that are waited for. */
  readonly timers: number;
  /** Ends of calls that the ledger has not written yet. */
  readonly unwritten: number;
  readonly locks: ReturnType<Coordinator["stats"]>;
}

export class Engine {
  readonly #parts: EngineParts;
  readonly #deadlines: Deadlines;
  readonly #causes = new Causes();
  readonly #tally: Tally;
  readonly #journal: Journal;
  readonly #lanes: Lanes;
  readonly #slots: Slots;
  readonly #endings: Endings;
  readonly #entry: Entry;
  readonly #batches = new Map<string, BatchRun>();
  readonly #name: string;
  #count = 0;
  #isClosed = false;
  #whenAtRest: (() => void)[] = [];

  constructor(parts: EngineParts) {
    this.#parts = parts;
    const { target, bounds, clock, random, coordinator, retryable } = parts;
    const deadlines = (this.#deadlines = new Deadlines(clock));
    const tally = (this.#tally = new Tally(parts.observer, () => this.#rankAgain()));
    const journal = (this.#journal = new Journal(coordinator.ledger));
    const causes = this.#causes;
    const slots: Slots = (this.#slots = new Slots({
      max: bounds.inFlightMax,
      clock,
      deadlines,
      coordinator,
      handlers: {
        lineUpGranted: () => steps.lineUpGranted(),
        mayStart: (call) => steps.mayStart(call),
        start: (call, nowMs) => steps.start(call, nowMs),
        failed: (call, error) => steps.failed(call, error),
      },
    }));
    const endings = (this.#endings = new Endings({
      clock,
      deadlines,
      slots,
      causes,
      journal,
      tally,
      quarantineMs: bounds.quarantineMs,
      advance: (call) => steps.advance(call),
      batchOver: (batch) => this.#batchOver(batch),
      released: (call) => this.#released(call),
    }));
    const shared = { clock, deadlines, slots, endings, journal };
    const attempts = new Attempts({
      ...shared,
      target,
      bounds,
      random,
      coordinator,
      tally,
      retryable,
    });
    const lanes = (this.#lanes = new Lanes(bounds, parts.lanes));
    const steps: Steps = new Steps({ ...shared, lanes, causes, attempts });
    const find = (owner: LockOwner): CallRun | undefined => this.#find(owner);
    const times = { lanes, all: tally.runMs, elapsed: undefined };
    const expectedMs = (call: CallRun): number => expectedRunMs(call, times);
    this.#entry = new Entry({ ...shared, target, coordinator, steps, find, expectedMs });
    this.#name = Math.floor(random() * 36 ** 10)
      .toString(36)
      .padStart(10, "0");
  }

  dispatch(request: BatchRequest, options: DispatchOptions): Promise<BatchOutcome> {
    if (this.#isClosed) throw new DispatcherClosed();
    const { bounds, clock } = this.#parts;
    const admitted = admit(request, bounds);
    const running = runningCall.getStore();
    const isNested = running !== undefined && running.context?.isSettled === false;
    this.#count += 1;
    const id = `${this.#name}-${this.#count}`;
    return new Promise((resolve) => {
      const caller = isNested ? running : undefined;
      const where = { home: this, caller, admittedMs: clock.now() };
      this.#begin(new BatchRun({ id, admitted, options, resolve, ...where }));
    });
  }

  plan(request: BatchRequest): Promise<DispatchPlan> {
    return planBatch(request, { ...this.#parts, lanes: this.#lanes });
  }

  stats(): DispatcherStats {
    const { waiting, waitingMax, lingering } = this.#tally;
    return {
      batches: this.#batches.size,
      waiting,
      waitingMax,
      running: this.#slots.running,
      runningMax: this.#slots.runningMax,
      lingering,
      timers: this.#deadlines.size,
      unwritten: this.#journal.unwritten,
      locks: this.#parts.coordinator.stats(),
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const why = cancelled(new DispatcherClosed());
    for (const batch of this.#batches.values()) this.#endings.giveUpAll(batch, why);
    if (!this.#isAtRest()) await new Promise<void>((go) => this.#whenAtRest.push(go));
    await this.#journal.settled();
  }

  #begin(batch: BatchRun): void {
    const { parent, options } = batch;
    this.#batches.set(batch.id, batch);
    if (!this.#hasRoom(batch)) return;
    if (parent !== undefined) lendSlot(parent, batch, this.#slots);
    const { signal } = options;
    const aborted = signal?.aborted ? signal : parentSignal(parent);
    if (aborted !== undefined) {
      return this.#endings.giveUpAll(batch, cancelled(aborted.reason));
    }
    this.#setClocks(batch);
    if (signal !== undefined) {
      const onAbort = (): void => this.#endings.giveUpAll(batch, cancelled(signal.reason));
      signal.addEventListener("abort", onAbort, { once: true });
      batch.unlink = () => signal.removeEventListener("abort", onAbort);
    }
    this.#entry.begin(batch);
  }

  /** Whether the queue takes the whole batch; if not, all of it is refused. */
  #hasRoom(batch: BatchRun): boolean {
    const { bounds } = this.#parts;
    const calls = batch.calls.length;
    const free = bounds.queueMax - this.#tally.waiting;
    if (calls <= free) {
      this.#tally.admit(calls);
      return true;
    }
    this.#tally.waiting += calls;
    const waiting = bounds.queueMax - free;
    const most = `at most ${bounds.queueMax} may (queueMax)`;
    const message = `${waiting} calls wait already and ${calls} more would have to; ${most}`;
    const retryAfterMs =
      calls > bounds.queueMax
        ? undefined
        : this.#tally.roomAfterMs(calls - free, bounds.inFlightMax);
    const refusal = { policy: "queue-full", message, retryAfterMs };
    for (const call of batch.calls) this.#endings.end(call, { status: "refused", refusal });
    return false;
  }

  #setClocks(batch: BatchRun): void {
    const { admittedMs, admitted } = batch;
    const { deadlineMs, queueTimeoutMs } = admitted;
    if (Number.isFinite(deadlineMs)) {
      const giveUp = (): void => this.#endings.giveUpAll(batch, tookTooLong(deadlineMs));
      batch.deadlineTimer = this.#deadlines.set(admittedMs + deadlineMs, giveUp);
    }
    if (!Number.isFinite(queueTimeoutMs)) return;
    const why = waitedTooLong(queueTimeoutMs);
    batch.queueTimer = this.#deadlines.set(admittedMs + queueTimeoutMs, () => {
      // Who takes over an answer that is on its way has waited long enough to have it.
      const late = batch.calls.filter(({ hasStarted, rare }) => {
        return !hasStarted && rare.leader?.hasStarted !== true;
      });
      this.#endings.giveUpEach(late, why);
    });
  }

  /** Done when a tool is known for the first time: after that, a little more changes little. */
  #rankAgain(): void {
    const batches = [...this.#batches.values()];
    const elapsed = elapsedByTool(batches, this.#parts.clock.now());
    const times = { lanes: this.#lanes, all: this.#tally.runMs, elapsed };
    for (const batch of batches) rankAgain(batch, (call) => expectedRunMs(call, times));
  }

  #batchOver(batch: BatchRun): void {
    const { parent, queueTimer, deadlineTimer } = batch;
    if (queueTimer !== undefined) this.#deadlines.cancel(queueTimer);
    if (deadlineTimer !== undefined) this.#deadlines.cancel(deadlineTimer);
    batch.unlink?.();
    this.#batches.delete(batch.id);
    const outcome = summarise(batch, this.#parts.clock.now());
    const answer = (): void => batch.resolve(outcome);
    if (parent === undefined) answer();
    else takeSlotBack(parent, batch, this.#slots, answer);
    this.#lookWhetherAtRest();
  }

  #released(call: CallRun): void {
    this.#entry.forget(call);
    goOn(call);
    this.#lookWhetherAtRest();
  }

  #isAtRest(): boolean {
    return this.#batches.size === 0 && this.#tally.lingering === 0;
  }

  #lookWhetherAtRest(): void {
    if (!this.#isAtRest()) return;
    this.#deadlines.rest();
    this.#causes.forget();
    const waiting = this.#whenAtRest;
    this.#whenAtRest = [];
    for (const go of waiting) go();
  }

  #find({ batch, call }: LockOwner): CallRun | undefined {
    return this.#batches.get(batch)?.calls.find(({ spec }) => spec.id === call);
  }
}

/** The signal of the dispatching call, if it was aborted. */
function parentSignal(parent: CallRun | undefined): AbortSignal | undefined {
  return parent?.context?.isAborted ? parent.context.signal : undefined;
}
