// How long a batch may take at most.

import { areInConflict } from "./conflicts.ts";
import type { CallState, Run } from "./run.ts";

/** Graham 1966: W/m + (1 − 1/m)·L, with m the tightest bound. */
export function checkMakespan(run: Run): void {
  const [batch] = run.batches;
  if (!run.scenario.isPlain || batch?.answer === undefined) return;
  const { inFlightMax = 16, perServerMax = Infinity, perToolMax = Infinity } = run.scenario.bounds;
  const hasServers = batch.calls.some(({ call }) => call.server !== undefined);
  const slots = Math.min(inFlightMax, perToolMax, hasServers ? perServerMax : Infinity);
  const order = run.entered;
  const runMs = ({ outcome }: CallState): number => outcome?.ranMs ?? 0;
  const chains = new Map<CallState, number>();
  order.forEach((state, place) => {
    const before = order.slice(0, place).filter((other) => waitsFor(state, other));
    const longest = Math.max(0, ...before.map((other) => chains.get(other) ?? 0));
    chains.set(state, longest + runMs(state));
  });
  const work = order.reduce((sum, state) => sum + runMs(state), 0);
  const chain = Math.max(0, ...chains.values());
  const most = work / slots + (1 - 1 / slots) * chain;
  const { tookMs } = batch.answer;
  if (tookMs > most + 1e-6) run.fault(`took ${tookMs} ms, at most ${most} are allowed`);
  if (tookMs < Math.max(chain, work / inFlightMax) - 1e-6) run.fault("took less than it can");
}

function waitsFor({ call, batch, outcome }: CallState, other: CallState): boolean {
  if (outcome?.sameAs === other.call.id) return true;
  const needs = call.needs.some((need) => batch.calls[need] === other);
  return needs || areInConflict(call, other.call);
}
