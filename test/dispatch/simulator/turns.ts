// Who gets a slot first: of one batch the call with the longest way before it, of several batches
// whoever has waited longest, turn by turn.

import { areInConflict } from "./conflicts.ts";
import type { BatchState, CallState, Run } from "./run.ts";

/** Finds fault with a call that takes a slot which another one should have had. */
export function checkTurn(run: Run, state: CallState): void {
  const { isPlain, isCrowd } = run.scenario;
  if (!isPlain && !isCrowd) return;
  const lookAtUrgency = makeUrgencyRule(run, state);
  for (const other of run.entered) {
    if (other.outcome !== undefined || other.attempts.length > 0 || !isReady(run, other)) continue;
    if (other.batch !== state.batch) lookAtTurns(run, state, other);
    else lookAtUrgency(other);
  }
}

/** Within a batch: the more urgent first, of equals the one that could have run first. */
function makeUrgencyRule(run: Run, state: CallState): (other: CallState) => void {
  const urgencies = urgenciesOf(run, state);
  const own = urgencies?.get(state) ?? 0;
  const readyMs = readySince(run, state);
  return (other) => {
    if (urgencies === undefined) return;
    const urgency = urgencies.get(other) ?? 0;
    const { id } = other.call;
    if (urgency > own && !hasOwnBounds(run)) {
      run.fault(`${state.call.id} starts before ${id}, which more calls wait for`);
    }
    const { server, tool } = state.call;
    if (other.call.tool !== tool || other.call.server !== server || urgency < own) return;
    if (readySince(run, other) >= readyMs) return;
    run.fault(`${state.call.id} starts before ${id}, which has waited longer`);
  };
}

/** A slot of a tool or server may have been taken before the other one came. */
function hasOwnBounds({ scenario }: Run): boolean {
  const { perServerMax = Infinity, perToolMax = Infinity } = scenario.bounds;
  return perServerMax < Infinity || perToolMax < Infinity;
}

/** Between batches: each call that could run has brought its batch a turn, the earliest first. */
function lookAtTurns(run: Run, { call, batch }: CallState, other: CallState): void {
  if (hasOwnBounds(run) || hasTwins(batch) || hasTwins(other.batch)) return;
  if (turnOf(run, batch) <= turnOf(run, other.batch)) return;
  run.fault(`${call.id} takes a turn that is due to the batch of ${other.call.id}`);
}

/** When the turn came up that the batch has next. */
function turnOf(run: Run, { calls }: BatchState): number {
  const turns = calls.filter((call) => isReady(run, call)).map((call) => readySince(run, call));
  const starts = calls.filter(({ attempts }) => attempts.length > 0).length;
  return turns.toSorted((a, b) => a - b)[starts] ?? Infinity;
}

/** The expected time of each call and the longest chain behind it; none if it cannot be known. */
function urgenciesOf(run: Run, { batch }: CallState): Map<CallState, number> | undefined {
  const { isPlain } = run.scenario;
  const isTold = batch.calls.every(({ call }) => call.expectedMs !== undefined);
  if (hasTwins(batch) || (!isTold && !isPlain)) return undefined;
  const urgencies = new Map<CallState, number>();
  const calls = run.entered.filter((state) => state.batch === batch);
  for (const state of calls.toReversed()) {
    const behind = [...urgencies].filter(([later]) => waitsFor(later, state));
    const longest = Math.max(0, ...behind.map(([, urgency]) => urgency));
    urgencies.set(state, longest + run.times.of(state));
  }
  return urgencies;
}

/** Whether calls may run once for several: who of them waits for whom shows only later. */
function hasTwins({ calls }: BatchState): boolean {
  return calls.some((one) => calls.some((two) => one !== two && isTwin(one, two)));
}

/** When the last of those ended that a call waited for. */
function readySince(run: Run, state: CallState): number {
  const before = run.entered.slice(0, run.entered.indexOf(state));
  const ends = before
    .filter((other) => waitsFor(state, other))
    .map(({ outcome, batch }) => (outcome?.endedMs ?? 0) + batch.admittedMs);
  return Math.max(state.batch.admittedMs, ...ends);
}

function isReady(run: Run, state: CallState): boolean {
  for (const other of run.entered) {
    if (other === state) return true;
    if (other.outcome === undefined && (waitsFor(state, other) || isTwin(state, other)))
      return false;
  }
  return true;
}

function waitsFor({ call, batch, outcome }: CallState, other: CallState): boolean {
  if (outcome?.sameAs === other.call.id) return true;
  const needs = call.needs.some((need) => batch.calls[need] === other);
  return needs || areInConflict(call, other.call);
}

function isTwin({ call }: CallState, { call: other }: CallState): boolean {
  return call.effect === "read-only" && call.work.number === other.work.number;
}
