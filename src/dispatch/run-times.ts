// How long calls run, as far as it can be known before they do.

import type { BatchRun } from "./batch-run.js";
import { RUNNING, type CallRun } from "./call-run.js";
import type { Lanes, ToolLane } from "./lanes.js";

/** Values that the plain mean is taken of; from then on, the newest weighs one part in as many. */
const EQUALS = 10;

/** The mean of values that may change with time. */
export class RecentMean {
  #count = 0;
  #value = 0;

  note(value: number): void {
    this.#count = Math.min(this.#count + 1, EQUALS);
    this.#value += (value - this.#value) / this.#count;
  }

  /** Nothing before the first value. */
  get value(): number | undefined {
    return this.#count === 0 ? undefined : this.#value;
  }
}

/** Taken for a call of which nothing is known, in milliseconds, before any call has run. */
const UNKNOWN_MS = 100;
/** No call takes less: a chain of calls that take no time is longer than one call all the same. */
const LEAST_MS = 0.001;

/** How long, in milliseconds, the oldest call of each tool has run that runs now. */
export function elapsedByTool(
  batches: Iterable<BatchRun>,
  nowMs: number,
): ReadonlyMap<ToolLane, number> {
  const longest = new Map<ToolLane, number>();
  for (const { calls } of batches) {
    for (const { lane, startedMs, state } of calls) {
      if (state !== RUNNING || lane === undefined) continue;
      longest.set(lane, Math.max(longest.get(lane) ?? 0, nowMs - startedMs));
    }
  }
  return longest;
}

/** What is known of the run times of calls. */
interface KnownTimes {
  readonly lanes: Lanes;
  /** Of all calls, whatever they were. */
  readonly all: RecentMean;
  readonly elapsed: ReadonlyMap<ToolLane, number> | undefined;
}

/**
 * What the target expects; else the mean of the tool's earlier runs; else that of all calls, or
 * more if the tool is at work and has taken longer than that already.
 */
export function expectedRunMs(call: CallRun, { lanes, all, elapsed }: KnownTimes): number {
  const { profile, spec } = call;
  const toldMs = profile?.expectedMs;
  if (toldMs !== undefined && toldMs >= 0 && Number.isFinite(toldMs)) {
    return Math.max(toldMs, LEAST_MS);
  }
  const lane = (call.lane ??= lanes.lane(spec.server, spec.tool));
  const guessedMs = Math.max(all.value ?? UNKNOWN_MS, elapsed?.get(lane) ?? 0);
  return Math.max(lane.runMs.value ?? guessedMs, LEAST_MS);
}
