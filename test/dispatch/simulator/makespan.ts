// How long a batch may take at most, and that no slot idles while a call could run.

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

/** Finds fault with a slot that idles while a call could run. Of plain scenarios only. */
export function checkIdle(run: Run): void {
  if (!run.scenario.isPlain) return;
  const { inFlightMax = 16, perServerMax = Infinity, perToolMax = Infinity } = run.scenario.bounds;
  const running = [...run.running].map(({ state }) => state.call);
  if (running.length >= inFlightMax) return;
  for (const state of run.entered) {
    const { call, outcome, attempts } = state;
    if (outcome !== undefined || attempts.length > 0 || !isReady(run, state)) continue;
    const server = running.filter((other) => other.server === call.server);
    if (call.server !== undefined && server.length >= perServerMax) continue;
    if (server.filter(({ tool }) => tool === call.tool).length >= perToolMax) continue;
    run.fault(`${call.id} could run and does not`);
  }
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
