// No slot idles while a call waits that could run.
//
// A call could run if
//  - its batch stands, and it is neither over, nor under way, nor the twin of an earlier read;
//  - every call it needs has ended well, and nothing before it has its idempotency key;
//  - nobody who stands before it in line holds, or waits for, what it is in conflict with;
//  - the ledger is not being asked about it, nor being told of it;
//  - the longest pause is over that may lie between its attempts;
//  - its server's permits were not refused until a later moment;
//  - fewer calls than allowed hold slots in all, on its server and of its tool.
// So could a call that has lent its slot, as soon as the calls it has dispatched are over; it needs
// no permit, but those who wait for one may have the slots of its tool and its server in hand. A
// circuit keeps nobody waiting: who finds it open is refused, and refused calls are over.

import { areInConflict } from "./conflicts.ts";
import { CLOSE_MS, heldUntilMs, mayHoldSlot } from "./occupancy.ts";
import type { CallState, Run } from "./run.ts";

/** Finds fault with every call that could run at this moment and does not. */
export function checkIdle(run: Run): void {
  // What still happens at this moment may be what a call waits for, or that it starts.
  if (run.clock.isDue) return;
  const waiting = run.entered.filter((state) => wantsSlot(run, state));
  if (waiting.length === 0) return;
  const holding = run.entered.filter((state) => mayHoldSlot(run, state));
  const paced = waiting.filter((state) => !hasStarted(state) && isPaced(run, state));
  for (const state of waiting) {
    if (paced.includes(state) || isPausing(run, state)) continue;
    const inHand = hasStarted(state) ? [...holding, ...paced] : holding;
    if (holding.length >= (run.scenario.bounds.inFlightMax ?? 16)) continue;
    if (hasRoom(run, state, inHand)) run.fault(`${state.call.id} could run and does not`);
  }
}

/** Whether its server and its tool have a slot left besides those that are in hand. */
function hasRoom({ scenario }: Run, { call }: CallState, inHand: readonly CallState[]): boolean {
  const { perServerMax = Infinity, perToolMax = Infinity } = scenario.bounds;
  const ofServer = inHand.filter((other) => other.call.server === call.server);
  if (call.server !== undefined && ofServer.length >= perServerMax) return false;
  return ofServer.filter((other) => other.call.tool === call.tool).length < perToolMax;
}

/** Whether it lacks nothing but a slot and a permit, or the end of a pause between attempts. */
function wantsSlot(run: Run, state: CallState): boolean {
  const { outcome, batch, stands } = state;
  if (outcome !== undefined || !stands || batch.standsMs === undefined) return false;
  if (hasStarted(state)) return wantsSlotBack(run, state);
  return hasItsNeeds(state) && !isAsked(run, state) && isNext(run, state);
}

/** Whether its last attempt has been sent and not settled. */
function hasStarted({ attempts }: CallState): boolean {
  const last = attempts.at(-1);
  return last !== undefined && last.settledMs === undefined;
}

/** Whether the batches that it has dispatched are over but for their answers. */
function wantsSlotBack(run: Run, { attempts }: CallState): boolean {
  const last = attempts.at(-1);
  if (last === undefined || last.nested === 0 || last.abortedMs !== undefined) return false;
  const open = run.batches.filter(({ parent, answer }) => parent === last && answer === undefined);
  return open.every(({ calls }) => calls.every(({ outcome }) => outcome !== undefined));
}

function hasItsNeeds({ call, batch }: CallState): boolean {
  const needs = call.source === undefined ? call.needs : [...call.needs, call.source];
  return needs.every((need) => batch.calls[need]?.outcome?.status === "ok");
}

/** Whether its server was said to have no permits before a later moment. */
function isPaced({ clock, permitsFromMs }: Run, { call }: CallState): boolean {
  return clock.now() <= (permitsFromMs.get(call.server ?? "") ?? -Infinity) + CLOSE_MS;
}

/** Whether it may be between two attempts. */
function isPausing({ scenario, clock }: Run, { attempts }: CallState): boolean {
  const last = attempts.at(-1);
  if (last?.settledMs === undefined) return false;
  const { backoffMs = 0, backoffMaxMs = 0 } = scenario.bounds;
  const longestMs = Math.min(backoffMaxMs, backoffMs * 2 ** (attempts.length - 1));
  const { settledMs, plan } = last;
  return clock.now() <= settledMs + (plan.retryAfterMs ?? 0) + longestMs + CLOSE_MS;
}

/** Whether the ledger is being asked about it, or told of it. */
function isAsked({ ledger }: Run, { call }: CallState): boolean {
  if (ledger === undefined) return false;
  return ledger.writing.has(call.id) || (call.key !== undefined && ledger.asked.includes(call.key));
}

/** Whether all who stand before it and are in its way have given back what they held. */
function isNext(run: Run, state: CallState): boolean {
  const nowMs = run.clock.now();
  for (const other of run.entered) {
    if (other === state) return true;
    const isInTheWay = areInConflict(other.call, state.call) || haveOneKey(run, other, state);
    if (other.stands && isInTheWay && nowMs <= heldUntilMs(other) + CLOSE_MS && !isOver(other)) {
      return false;
    }
  }
  return true;
}

/** Whether it ended without having been sent, or as everybody could see. */
function isOver(state: CallState): boolean {
  const { outcome, batch } = state;
  return outcome !== undefined && heldUntilMs(state) <= batch.admittedMs + outcome.endedMs;
}

function haveOneKey({ ledger }: Run, { call: a }: CallState, { call: b }: CallState): boolean {
  if (ledger === undefined || a.key === undefined || a.key !== b.key) return false;
  return a.effect !== "read-only" && b.effect !== "read-only";
}
