// How a batch comes in: its calls are described, those that may not run are ended, and all others
// take their places in the lines of their resources in one step, in the order that is kept.

import type { Clock } from "../primitives/clock.js";
import { QueueFull } from "../primitives/waiter-queue.js";
import type { BatchRun } from "./batch-run.js";
import { ENDED, type CallRun } from "./call-run.js";
import type { CallProfile, CallTarget } from "./call.js";
import type { Coordinator, LockOwner, LockTicket } from "./coordinator.js";
import { describeAll } from "./describe.js";
import type { EndOf } from "./end-of.js";
import type { Endings } from "./endings.js";
import { followIdenticalReads } from "./identical-reads.js";
import type { Journal } from "./journal.js";
import { clashWithAncestor, waitsForWaiting } from "./nesting.js";
import { describeError } from "./report.js";
import type { Slots } from "./slots.js";
import type { Steps } from "./steps.js";
import { rankCalls } from "./urgency.js";

interface EntryParts {
  readonly target: CallTarget;
  readonly clock: Clock;
  readonly coordinator: Pick<Coordinator, "enter" | "ledger">;
  readonly endings: Endings;
  readonly journal: Journal;
  readonly steps: Steps;
  readonly slots: Slots;
  readonly find: (owner: LockOwner) => CallRun | undefined;
  /** How long a call will probably run, in milliseconds. */
  readonly expectedMs: (call: CallRun) => number;
}

export class Entry {
  readonly #parts: EntryParts;
  /** The last call of each idempotency key that has not given everything back. */
  readonly #byKey = new Map<string, CallRun>();
  /** The entry under way, where the coordinator answers with a promise. */
  #entering: Promise<void> | undefined;

  constructor(parts: EntryParts) {
    this.#parts = parts;
  }

  /** Describes the calls of the batch and lets them in. */
  begin(batch: BatchRun): void {
    const faults = new Map<CallRun, unknown>();
    const receive = (index: number, found: CallProfile | { readonly fault: unknown }): void => {
      const call = batch.calls[index] as CallRun;
      if ("fault" in found) faults.set(call, found.fault);
      else call.profile = found;
    };
    const described = describeAll(this.#parts.target, batch.admitted.calls, receive);
    if (described === undefined && this.#entering === undefined) this.#enter(batch, faults);
    else void this.#enterLater(batch, faults, described);
  }

  /** Nothing of the call is left. */
  forget(call: CallRun): void {
    const { idempotencyKey } = call.spec;
    if (idempotencyKey === undefined) return;
    if (this.#byKey.get(idempotencyKey) !== call) return;
    if (call.rare.predecessor === undefined) this.#byKey.delete(idempotencyKey);
    else this.#byKey.set(idempotencyKey, call.rare.predecessor);
  }

  async #enterLater(
    batch: BatchRun,
    faults: ReadonlyMap<CallRun, unknown>,
    described: Promise<void> | undefined,
  ): Promise<void> {
    await described;
    // One batch at a time: whose calls stand first must not depend on whose answer comes first.
    while (this.#entering !== undefined) await this.#entering;
    this.#enter(batch, faults);
  }

  #enter(batch: BatchRun, faults: ReadonlyMap<CallRun, unknown>): void {
    const { clock, coordinator, endings, expectedMs } = this.#parts;
    if (batch.isOver) return;
    const nowMs = clock.now();
    const inOrder = batch.inOrder();
    let haveEnded = false;
    for (const call of inOrder) {
      call.sinceMs = nowMs;
      const how = hindrance(call, faults);
      if (how !== undefined) endings.end(call, how);
      haveEnded ||= call.state === ENDED;
    }
    // Of many calls every look at each one counts: they are more than a processor's caches hold.
    const standing = haveEnded ? inOrder.filter(({ state }) => state !== ENDED) : inOrder;
    const follow = followIdenticalReads(standing);
    rankCalls(batch, standing, expectedMs);
    const asking = follow ? standing.filter(({ rare }) => rare.leader === undefined) : standing;
    const locking = asking.filter(needsLock);
    const requests = locking.map(({ batch, spec, profile }) => ({
      owner: { batch: batch.id, call: spec.id },
      claims: (profile as CallProfile).footprint,
    }));
    try {
      const tickets = coordinator.enter(requests);
      if (Array.isArray(tickets)) this.#stand(batch, asking, locking, tickets);
      else this.#entering = this.#standLater(batch, asking, locking, tickets);
    } catch (error) {
      this.#turnAway(asking, error);
    }
  }

  async #standLater(
    batch: BatchRun,
    asking: readonly CallRun[],
    locking: readonly CallRun[],
    tickets: Promise<LockTicket[]>,
  ): Promise<void> {
    try {
      this.#stand(batch, asking, locking, await tickets);
    } catch (error) {
      this.#turnAway(asking, error);
    } finally {
      this.#entering = undefined;
    }
  }

  #stand(
    batch: BatchRun,
    asking: readonly CallRun[],
    locking: readonly CallRun[],
    tickets: readonly LockTicket[],
  ): void {
    const { endings, journal, slots, steps, find } = this.#parts;
    locking.forEach((call, index) => {
      const ticket = tickets[index] as LockTicket;
      if (call.state === ENDED) ticket.release();
      else call.ticket = ticket;
    });
    journal.admitted(batch.id, asking);
    for (const call of asking) {
      if (call.state === ENDED) continue;
      const before = this.#sameKey(call);
      const clash = batch.parent === undefined ? undefined : waitsForWaiting(call, find, before);
      if (clash !== undefined) {
        endings.end(call, clash);
        continue;
      }
      this.#standBehind(call, before);
      steps.entered(call);
    }
    // Nothing starts before the caller has what it was promised.
    queueMicrotask(() => slots.pump());
  }

  /** The last call before this one that the ledger will know by the same key. */
  #sameKey(call: CallRun): CallRun | undefined {
    const { idempotencyKey } = call.spec;
    if (idempotencyKey === undefined || !this.#isRecorded(call)) return undefined;
    return this.#byKey.get(idempotencyKey);
  }

  /** Calls with one idempotency key go one after another, or both would find nothing recorded. */
  #standBehind(call: CallRun, before: CallRun | undefined): void {
    const { idempotencyKey } = call.spec;
    if (idempotencyKey === undefined || !this.#isRecorded(call)) return;
    this.#byKey.set(idempotencyKey, call);
    if (before === undefined) return;
    before.own().successor = call;
    call.own().predecessor = before;
    call.pending += 1;
  }

  #isRecorded(call: CallRun): boolean {
    return this.#parts.coordinator.ledger !== undefined && !call.isReadOnly;
  }

  /** The coordinator took none of them. */
  #turnAway(calls: readonly CallRun[], error: unknown): void {
    const how = turnedAway(error);
    for (const call of calls) this.#parts.endings.end(call, how);
  }
}

/** What keeps a call from standing anywhere. */
function hindrance(call: CallRun, faults: ReadonlyMap<CallRun, unknown>): EndOf | undefined {
  if (call.state === ENDED) return undefined;
  if (faults.has(call)) return { status: "failed", error: describeError(faults.get(call)) };
  const refusal = call.profile?.refusal;
  if (refusal !== undefined) return { status: "refused", refusal };
  return call.batch.parent === undefined ? undefined : clashWithAncestor(call);
}

/** A read that claims nothing waits for nobody; a write needs its fencing token even so. */
function needsLock({ isReadOnly, profile }: CallRun): boolean {
  return !isReadOnly || (profile?.footprint.length ?? 0) > 0;
}

function turnedAway(error: unknown): EndOf {
  if (!(error instanceof QueueFull)) return { status: "failed", error: describeError(error) };
  return { status: "refused", refusal: { policy: "queue-full", message: error.message } };
}
