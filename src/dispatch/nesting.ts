// Batches that a running call dispatches itself.
//
// The call holds its resources while it waits for the batch, so two things must not happen. A call
// of the batch must not wait for whoever waits, directly or not, for the call that dispatched it:
// it waits only for calls that run and have dispatched nothing themselves, and is refused
// otherwise. And the batch must not wait for a slot that its own ancestors hold: a call lends its
// slot while batches of its own are under way, and their answer comes when it has one again.

import type { BatchRun } from "./batch-run.js";
import { ALL_SLOTS, NO_SLOT, RUNNING, type CallRun } from "./call-run.js";
import { conflictOf } from "./causes.js";
import type { LockBlocker } from "./coordinator.js";
import type { EndOf } from "./end-of.js";
import { labelOf } from "./report.js";
import type { Slots } from "./slots.js";

/** The slot of `parent` goes to the calls of `batch`. */
export function lendSlot(parent: CallRun, batch: BatchRun, slots: Slots): void {
  (parent.own().nested ??= new Set()).add(batch);
  if (parent.slots !== ALL_SLOTS) return;
  slots.release(parent);
  // The batch may take its time to come in; the slot is for whoever waits for one now.
  queueMicrotask(() => slots.pump());
}

/** Resolves `go` as soon as `parent` has a slot again, or needs none. */
export function takeSlotBack(parent: CallRun, batch: BatchRun, slots: Slots, go: () => void): void {
  parent.rare.nested?.delete(batch);
  const goesOn = parent.state === RUNNING && parent.context?.isSettled === false;
  if (!goesOn || parent.slots === ALL_SLOTS || (parent.rare.nested?.size ?? 0) > 0) return go();
  if (parent.rare.resume !== undefined) {
    parent.rare.resume.push(go);
    return;
  }
  parent.own().resume = [go];
  if (parent.slots === NO_SLOT && parent.line === undefined) slots.request(parent);
}

/** Gives the call the answers it waits for: it has its slot again, or is to do without. */
export function goOn(call: CallRun): void {
  const { resume } = call.rare;
  if (resume === undefined) return;
  call.own().resume = undefined;
  for (const go of resume) go();
}

/** Why a call may not run inside the one that dispatched it; nothing if it may. */
export function clashWithAncestor(call: CallRun): EndOf | undefined {
  for (let parent = call.batch.parent; parent !== undefined; parent = parent.batch.parent) {
    const clash = parent.isReleased ? undefined : conflictOf(parent, call);
    if (clash === undefined) continue;
    const { mode } = clash.theirs;
    const what = `${mode === "write" ? "writes" : "reads"} ${labelOf(clash.theirs)}`;
    return reentrant(`${parent.spec.id}, which dispatched it, ${what}: it would wait for itself`);
  }
  return undefined;
}

/** Why a call of a nested batch may not wait for what it would have to wait for. */
export function waitsForWaiting(
  call: CallRun,
  find: (owner: LockBlocker["owner"]) => CallRun | undefined,
  before: CallRun | undefined,
): EndOf | undefined {
  if (before !== undefined && !mayWaitFor(call, before)) {
    return reentrant(`${before.spec.id}, which has the same idempotency key, may wait for it`);
  }
  const blockers = call.ticket?.grant === undefined ? call.ticket?.waitingFor(Infinity) : undefined;
  for (const { owner, claim } of blockers ?? []) {
    const other = find(owner);
    if (other !== undefined && mayWaitFor(call, other)) continue;
    const name = `${owner.batch}/${owner.call}`;
    return reentrant(`${name}, which waits itself, is in line for ${labelOf(claim)} before it`);
  }
  return undefined;
}

/** Whether `other` ends without, directly or not, waiting for the call around `call`. */
function mayWaitFor(call: CallRun, other: CallRun): boolean {
  if (other.batch === call.batch) return true;
  return other.state === RUNNING && (other.rare.nested?.size ?? 0) === 0;
}

function reentrant(message: string): EndOf {
  return { status: "refused", refusal: { policy: "re-entrant", message } };
}
