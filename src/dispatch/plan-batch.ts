// What would happen, without anything happening.

import { conflictGraph, type ConflictEdge } from "../primitives/conflict-graph.js";
import { admit, type AdmittedBatch, type AdmittedCall } from "./admit.js";
import type { DispatchBounds } from "./bounds.js";
import type { BatchRequest, CallProfile, CallTarget, FootprintClaim } from "./call.js";
import { describeAll } from "./describe.js";
import { InvalidBatch } from "./invalid-batch.js";
import type { Lanes } from "./lanes.js";
import type { DispatchPlan, PlannedOutcome } from "./outcome.js";
import { describeError, labelOf } from "./report.js";

/** The most calls that one plan takes: it looks at every pair of them. */
export const PLANNED_CALLS_MAX = 1_000;

interface PlanParts {
  readonly target: CallTarget;
  readonly bounds: DispatchBounds;
  readonly lanes: Lanes;
}

/** Who would wait for whom and why. Throws as `dispatch` does. */
export async function planBatch(request: BatchRequest, parts: PlanParts): Promise<DispatchPlan> {
  const { target, bounds } = parts;
  const admitted = admit(request, bounds);
  if (admitted.calls.length > PLANNED_CALLS_MAX) {
    const allowed = `a list of 1 to ${PLANNED_CALLS_MAX} calls to be planned`;
    throw new InvalidBatch("calls", allowed, `${admitted.calls.length} calls`);
  }
  const profiles: CallProfile[] = [];
  await describeAll(target, admitted.calls, (index, found) => {
    profiles[index] = "fault" in found ? undescribed(found.fault) : found;
  });
  const slots = slotsOf(admitted, profiles, parts);
  return drawUp(admitted, profiles, slots);
}

function drawUp(
  { calls, order }: AdmittedBatch,
  profiles: readonly CallProfile[],
  slots: number,
): DispatchPlan {
  const planned = order.map((index) => ({
    call: calls[index] as AdmittedCall,
    profile: profiles[index] as CallProfile,
  }));
  const places = new Map(planned.map(({ call }, place) => [call.index, place]));
  const footprints = planned.map(({ profile }) => (profile.refusal ? [] : profile.footprint));
  const needs = planned.map(({ call }) => call.needs.map((need) => places.get(need) ?? 0));
  const { edges, waves, longestChain } = conflictGraph(footprints, needs);
  const name = (place: number): string => planned[place]?.call.id ?? "";
  const total = planned.length;
  return {
    order: planned.map(({ call }) => call.id),
    calls: calls.map((call) => foretell(call, profiles[call.index] as CallProfile)),
    edges: edges.map((edge) => {
      const [before, after] = [name(edge.earlier), name(edge.later)];
      return { before, after, because: because(edge, before, after) };
    }),
    waves: waves.map((wave) => wave.map(name)),
    longestChain: longestChain.map(name),
    bound: { slots, units: total / slots + (1 - 1 / slots) * longestChain.length },
  };
}

function because({ clash }: ConflictEdge<FootprintClaim>, before: string, after: string): string {
  if (clash === undefined) return `${after} needs ${before}`;
  return `${before} ${describe(clash.theirs)}, ${after} ${describe(clash.ours)}`;
}

function describe(claim: FootprintClaim): string {
  const what = `${claim.mode === "write" ? "writes" : "reads"} ${labelOf(claim)}`;
  return claim.because === undefined ? what : `${what} (${claim.because})`;
}

function foretell({ id }: AdmittedCall, profile: CallProfile): PlannedOutcome {
  const { effect, footprint, refusal } = profile;
  const labels = (mode: FootprintClaim["mode"]): string[] =>
    footprint.filter((claim) => claim.mode === mode).map(labelOf);
  const told = { id, effect, reads: labels("read"), writes: labels("write") };
  return refusal === undefined ? told : { ...told, refusal };
}

function undescribed(fault: unknown): CallProfile {
  const { code, message } = describeError(fault);
  const refusal = { policy: code, message };
  return { effect: "unknown", footprint: [], idempotent: false, destructive: false, refusal };
}

/** How many calls run at once whatever the batch is: its tightest bound keeps the promise true. */
function slotsOf(
  { calls }: AdmittedBatch,
  profiles: readonly CallProfile[],
  { bounds, lanes }: PlanParts,
): number {
  let least = bounds.inFlightMax;
  for (const { index, server, tool } of calls) {
    // A name that nobody knows must not leave a lane behind.
    if (profiles[index]?.refusal !== undefined) continue;
    const lane = lanes.lane(server, tool);
    least = Math.min(least, lane.max, lane.server.max);
  }
  return least;
}
