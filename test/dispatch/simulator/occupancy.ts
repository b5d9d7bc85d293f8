// What calls hold, said from the outside: from what was asked, sent, answered and given up.
//
// A call holds its resources from its place in line until it has its outcome. If it was given up
// while it ran, it holds them, and its slot, until the other side settles or its quarantine ends;
// if its connection was lost and it may have changed something, until the quarantine ends.

import { QUARANTINE_MS } from "./scenario.ts";
import type { CallState, Run, Running } from "./run.ts";

/** Moments this close are the same: what is asked for in milliseconds is added up in fractions. */
export const CLOSE_MS = 1e-6;

/** When the call has given back its resources; `Infinity` while nobody can say. */
export function heldUntilMs({ call, outcome, attempts, batch }: CallState): number {
  if (outcome === undefined) return Infinity;
  const endedMs = batch.admittedMs + outcome.endedMs;
  const isWrite = call.effect !== "read-only";
  const lost = attempts.filter(({ endedAs, abortedMs }) => {
    return isWrite && endedAs === "lost" && abortedMs === undefined;
  });
  const restless = Math.max(endedMs, ...lost.map(({ settledMs = 0 }) => settledMs + QUARANTINE_MS));
  const { abortedMs, settledMs, endedAs } = attempts.at(-1) ?? {};
  if (abortedMs === undefined) return restless;
  const mayGoOn = isWrite && endedAs === "lost";
  const isOver = settledMs !== undefined && !mayGoOn && restless <= settledMs;
  return isOver ? settledMs : abortedMs + QUARANTINE_MS;
}

/** Whether the call may hold a slot now; where that cannot be told, it may. */
export function mayHoldSlot(run: Run, state: CallState): boolean {
  const { outcome, attempts, batch, call } = state;
  if (run.ledger?.writing.has(call.id) === true) return true;
  const last = attempts.at(-1);
  if (last === undefined || isLent(last)) return false;
  if (outcome === undefined) return last.settledMs === undefined;
  // Between two attempts it has no slot, and gets none by being given up.
  const endedMs = batch.admittedMs + outcome.endedMs;
  const wasRunning = (last.settledMs ?? Infinity) >= endedMs - CLOSE_MS;
  return wasRunning && run.clock.now() <= heldUntilMs(state) + CLOSE_MS;
}

/** Whether it waits for calls that it has dispatched, and has lent them its slot. */
function isLent({ nested, abortedMs }: Running): boolean {
  return nested > 0 && abortedMs === undefined;
}
