// Graham's bound (1966) for whatever happens: several batches at a time, failures, retries, clocks.
//
// From when its calls stand until the last has its outcome, a batch takes at most
// W/m + (1 − 1/m)·L + P. W is the time for which slots are taken meanwhile, by calls of any
// batch, and m the tightest bound. The other two are of one chain of calls that wait for one
// another: L the time for which they have slots, P the time for which they hold others up without
// one, between two attempts. For: at every moment m slots are taken, or a call of the chain is in
// that state.
//
// Scenarios in which something else holds calls up are left out: permits, a ledger that takes time,
// and calls that lend their slots.

import { areInConflict } from "./conflicts.ts";
import { CLOSE_MS, heldUntilMs } from "./occupancy.ts";
import type { BatchState, CallState, Run } from "./run.ts";

interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Finds fault with batches that took longer than list scheduling may. */
export function checkGraham(run: Run): void {
  const { scenario, pauses, batches } = run;
  if (Object.keys(scenario.rates).length > 0 || pauses.size > 0) return;
  if ((scenario.ledger?.delayMs ?? 0) > 0) return;
  if (batches.some(({ parent }) => parent !== undefined)) return;
  for (const batch of batches) if (batch.standsMs !== undefined) checkBatch(run, batch);
}

function checkBatch(run: Run, batch: BatchState): void {
  const ends = batch.calls.map(({ outcome }) => batch.admittedMs + (outcome?.endedMs ?? 0));
  const window = { fromMs: batch.standsMs ?? 0, untilMs: Math.max(...ends) };
  const { inFlightMax = 16, perServerMax = Infinity, perToolMax = Infinity } = run.scenario.bounds;
  const hasServers = run.entered.some(({ call }) => call.server !== undefined);
  const slots = Math.min(inFlightMax, perToolMax, hasServers ? perServerMax : Infinity);
  const work = run.entered.reduce((sum, state) => sum + withSlotMs(state, window), 0);
  const chains = new Map<CallState, number>();
  run.entered.forEach((state, place) => {
    const before = run.entered.slice(0, place).filter((other) => waitsFor(run, state, other));
    const longest = Math.max(0, ...before.map((other) => chains.get(other) ?? 0));
    chains.set(state, longest + weightMs(state, window, slots));
  });
  const chain = Math.max(0, ...batch.calls.map((state) => chains.get(state) ?? 0));
  const tookMs = window.untilMs - window.fromMs;
  const mostMs = work / slots + chain;
  if (tookMs > mostMs + CLOSE_MS) run.fault(`took ${tookMs} ms, at most ${mostMs} are allowed`);
}

/** What the call adds to a chain: (1 − 1/m) of its time with a slot, and all of it without one. */
function weightMs(state: CallState, window: Span, slots: number): number {
  const [first] = state.attempts;
  if (first === undefined) return 0;
  const span = { fromMs: first.startedMs, untilMs: heldUntilMs(state) };
  const withMs = withSlotMs(state, window);
  return overlapMs(span, window) - withMs / slots;
}

/** For how long it has a slot within the window. */
function withSlotMs(state: CallState, window: Span): number {
  const endedMs = state.batch.admittedMs + (state.outcome?.endedMs ?? 0);
  return state.attempts.reduce((sum, { startedMs: fromMs, settledMs = Infinity }) => {
    // Given up while it ran, or lost for good: then it keeps its slot as long as its resources.
    const isLast = settledMs >= endedMs - CLOSE_MS;
    const untilMs = isLast ? heldUntilMs(state) : settledMs;
    return sum + overlapMs({ fromMs, untilMs }, window);
  }, 0);
}

function overlapMs(a: Span, b: Span): number {
  return Math.max(0, Math.min(a.untilMs, b.untilMs) - Math.max(a.fromMs, b.fromMs));
}

function waitsFor({ ledger }: Run, state: CallState, other: CallState): boolean {
  const { call, batch, outcome } = state;
  if (outcome?.sameAs === other.call.id && other.batch === batch) return true;
  const needs = call.source === undefined ? call.needs : [...call.needs, call.source];
  if (needs.some((need) => batch.calls[need] === other)) return true;
  if (ledger !== undefined && call.key !== undefined && call.key === other.call.key) return true;
  return state.stands && other.stands && areInConflict(call, other.call);
}
