import type { BatchRun } from "./batch-run.js";
import type { CallRun } from "./call-run.js";
import type { BatchOutcome, Outcome } from "./outcome.js";

/** What is told of a batch when its last call has ended. */
export function summarise(batch: BatchRun, nowMs: number): BatchOutcome {
  const outcomes = batch.calls.map(({ outcome }) => outcome as Outcome);
  const tookMs = nowMs - batch.admittedMs;
  const ranMs = outcomes.reduce((sum, outcome) => sum + outcome.ranMs, 0);
  return {
    batch: batch.id,
    outcomes,
    tookMs,
    speedUp: tookMs === 0 ? 1 : ranMs / tookMs,
    criticalPath: criticalPath(batch),
  };
}

/** From the call that ended last back over those whose end let the next one start. */
function criticalPath(batch: BatchRun): string[] {
  let call: CallRun | undefined;
  for (const other of batch.calls) {
    if (!other.hasStarted) continue;
    if (call === undefined || endOf(other) > endOf(call)) call = other;
  }
  const path = new Set<CallRun>();
  while (call !== undefined && call.batch === batch && !path.has(call)) {
    path.add(call);
    const cause: CallRun | undefined = call.cause;
    // Who took over the answer of another took no time of its own.
    call = cause?.rare.leader ?? cause;
  }
  return [...path].map(({ spec }) => spec.id).reverse();
}

function endOf({ outcome }: CallRun): number {
  return outcome?.endedMs ?? 0;
}
