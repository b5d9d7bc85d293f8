// How calls end, and what their end sets going: those that need them, that repeat them, that wait
// for what they held.

import type { Clock } from "../primitives/clock.js";
import type { BatchRun } from "./batch-run.js";
import { ENDED, PAUSED, QUEUED, RUNNING, WAITING, type CallRun } from "./call-run.js";
import type { Causes } from "./causes.js";
import type { Deadlines } from "./deadlines.js";
import type { EndOf } from "./end-of.js";
import type { GiveUp } from "./give-up.js";
import type { Journal } from "./journal.js";
import { goOn } from "./nesting.js";
import type { OutcomeStatus } from "./outcome.js";
import { makeOutcome } from "./report.js";
import type { Slots } from "./slots.js";
import type { Tally } from "./tally.js";

interface EndingParts {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly slots: Slots;
  readonly causes: Causes;
  readonly journal: Journal;
  readonly tally: Tally;
  readonly quarantineMs: number;
  /** Called for a call that has nothing more to wait for than, perhaps, its resources. */
  readonly advance: (call: CallRun) => void;
  readonly batchOver: (batch: BatchRun) => void;
  /** Called when a call has given back everything. */
  readonly released: (call: CallRun) => void;
}

export class Endings {
  readonly #parts: EndingParts;
  /** Calls that have ended and whose end has not been made known. */
  readonly #fresh: CallRun[] = [];
  #isSpreading = false;

  constructor(parts: EndingParts) {
    this.#parts = parts;
  }

  /** Gives the call its outcome. Does nothing if it has one. */
  end(call: CallRun, how: EndOf, nowMs = this.#parts.clock.now()): void {
    if (call.state === ENDED) return;
    const { deadlines, journal, quarantineMs, slots } = this.#parts;
    const isSent = call.state === RUNNING;
    const stillRuns = isSent && call.context?.isSettled === false;
    if (stillRuns) call.ranMs += nowMs - call.startedMs;
    if (call.timer !== undefined) deadlines.cancel(call.timer);
    call.timer = undefined;
    // A result counts for the circuit when it comes; who was given up says something only if late.
    call.tellCircuit?.(how.error?.code === "timeout" ? "failure" : "void");
    call.tellCircuit = undefined;
    call.outcome = makeOutcome(call, how, nowMs);
    call.forgetWaits();
    call.state = ENDED;
    // Before the resources go: whoever gets them next must be able to know of it.
    journal.end(call, how.status, call.outcome);
    // Between two attempts it has no slot of its own, and must not get one any more.
    if (!isSent) slots.release(call);
    // What it gives back may end others at once; its own end is to be known before theirs.
    this.#fresh.push(call);
    const restlessUntilMs = stillRuns ? nowMs + quarantineMs : call.rare.restlessUntilMs;
    if (stillRuns || restlessUntilMs > nowMs) this.#linger(call, restlessUntilMs);
    else this.release(call);
    this.#spread();
  }

  /** Gives the call up, whatever it is doing. What has been sent may have had its effect. */
  giveUp(call: CallRun, { status, error, reason }: GiveUp): void {
    if (call.state === ENDED) return;
    const isSent = call.state === RUNNING || call.rare.mayHaveActed;
    const known: OutcomeStatus = isSent && !call.isReadOnly ? "unknown" : status;
    const { context, state } = call;
    const { nested } = call.rare;
    this.end(call, { status: known, error });
    // The signal comes last: its listeners are foreign code, and by now nothing is half done.
    if (state === RUNNING) context?.abort(reason);
    if (call.rare.resume !== undefined) {
      // It is to come to its end, and soon: it does not wait for the slot it had lent.
      this.#parts.slots.release(call);
      goOn(call);
    }
    for (const batch of nested ?? []) this.giveUpAll(batch, { status: "cancelled", error, reason });
  }

  /** Gives up every call of the batch that has not ended. */
  giveUpAll(batch: BatchRun, why: GiveUp): void {
    this.giveUpEach(batch.calls, why);
  }

  /** Gives up these calls; none of them starts because of what another one gives back. */
  giveUpEach(calls: readonly CallRun[], why: GiveUp): void {
    this.#parts.slots.hold(() => {
      for (const call of calls) this.giveUp(call, why);
    });
  }

  /** A call that was given up has settled after all. */
  settledLate(call: CallRun, how: EndOf | undefined): void {
    if (how !== undefined) this.#parts.journal.end(call, how.status, how);
    // An earlier attempt whose connection was lost may still be at work.
    if (!call.rare.lingers || call.rare.restlessUntilMs > this.#parts.clock.now()) return;
    this.release(call);
    this.#parts.slots.pump();
  }

  /** Gives back what the call holds and stands in. */
  release(call: CallRun): void {
    if (call.isReleased) return;
    const { causes, deadlines, slots, tally } = this.#parts;
    call.isReleased = true;
    if (call.timer !== undefined) deadlines.cancel(call.timer);
    if (call.rare.lingers) {
      tally.lingering -= 1;
      call.own().lingers = false;
    }
    if (call.context?.isSettled) call.context = undefined;
    if (call.ticket !== undefined) {
      causes.note(call);
      call.ticket.release();
    }
    slots.release(call);
    this.#parts.released(call);
    this.#passKeyOn(call);
  }

  /** The next call with the same key may go on, unless one before both is still there. */
  #passKeyOn(call: CallRun): void {
    const { predecessor, successor } = call.rare;
    if (predecessor !== undefined) predecessor.own().successor = successor;
    if (successor === undefined) return;
    successor.own().predecessor = predecessor;
    if (predecessor !== undefined) return;
    successor.pending -= 1;
    if (successor.pending === 0) this.#goOn(successor, call);
  }

  /** Keeps what the call holds until it settles, or its quarantine ends. */
  #linger(call: CallRun, untilMs: number): void {
    const { deadlines, slots, tally } = this.#parts;
    call.own().lingers = true;
    tally.lingering += 1;
    if (!Number.isFinite(untilMs)) return;
    call.timer = deadlines.set(untilMs, () => {
      this.release(call);
      slots.pump();
    });
  }

  /** Makes ends known one after another: one may bring about the next, as far as memory reaches. */
  #spread(): void {
    if (this.#isSpreading) return;
    this.#isSpreading = true;
    try {
      for (let next = 0; next < this.#fresh.length; next += 1) {
        this.#makeKnown(this.#fresh[next] as CallRun);
      }
    } finally {
      this.#fresh.length = 0;
      this.#isSpreading = false;
    }
    this.#parts.slots.pump();
  }

  #makeKnown(call: CallRun): void {
    const { tally, batchOver } = this.#parts;
    const { batch } = call;
    batch.open -= 1;
    if (!call.hasStarted) tally.waiting -= 1;
    tally.ended(call);
    for (const follower of call.rare.followers ?? []) this.end(follower, sameAs(call));
    this.#tellDependents(call);
    if (batch.admitted.isFailFast && call.outcome?.status !== "ok") this.#stop(batch, call);
    if (batch.isOver) batchOver(batch);
  }

  #tellDependents(call: CallRun): void {
    const { dependents } = call;
    if (dependents === undefined) return;
    const isOk = call.outcome?.status === "ok";
    for (const dependent of dependents) {
      if (dependent.state === ENDED) continue;
      if (!isOk) {
        this.end(dependent, skippedBecauseOf(call));
        continue;
      }
      dependent.pending -= 1;
      if (dependent.pending === 0) this.#goOn(dependent, call);
    }
  }

  /** The last call that this one waited for has ended; it may still wait for resources. */
  #goOn(call: CallRun, cause: CallRun): void {
    if (call.state === ENDED || !call.isGranted) return;
    call.waited("call", this.#parts.clock.now(), cause);
    this.#parts.advance(call);
  }

  /** Nothing of the batch starts any more; what runs may go on. */
  #stop(batch: BatchRun, failed: CallRun): void {
    if (batch.firstFailure !== undefined) return;
    batch.firstFailure = failed;
    for (const call of batch.calls) {
      const { hasStarted, state } = call;
      const { lastFailure } = call.rare;
      if (state !== WAITING && state !== QUEUED && state !== PAUSED) continue;
      // Between two attempts, the last one decides.
      this.end(call, hasStarted && lastFailure !== undefined ? lastFailure : stoppedBy(failed));
    }
  }
}

function stoppedBy(failed: CallRun): EndOf {
  const message = `not started: ${failed.spec.id} had ended ${failed.outcome?.status ?? ""}`;
  return { ...skippedBecauseOf(failed), error: { code: "fail-fast", message } };
}

function skippedBecauseOf(call: CallRun): EndOf {
  // Through a chain of skipped calls, the one that began it says more.
  const becauseOf = call.outcome?.becauseOf ?? call.spec.id;
  const { id } = call.spec;
  const via = becauseOf === id ? "" : ` because of ${becauseOf}`;
  const message = `not started: ${id}, which it needs, ended ${call.outcome?.status ?? ""}${via}`;
  return { status: "skipped", becauseOf, error: { code: "skipped", message } };
}

function sameAs({ outcome, spec }: CallRun): EndOf {
  const { status = "failed", result, error, becauseOf, refusal } = outcome ?? {};
  return { status, result, error, becauseOf, refusal, sameAs: spec.id };
}
