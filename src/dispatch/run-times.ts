// How long calls run, as far as it can be known before they do.

import type { CallRun } from "./call-run.js";
import type { Lanes } from "./lanes.js";

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

/** What the target expects; else the mean of the tool's earlier runs, else that of all calls. */
export function expectedRunMs(call: CallRun, lanes: Lanes, all: RecentMean): number {
  const { profile, spec } = call;
  const toldMs = profile?.expectedMs;
  if (toldMs !== undefined && toldMs >= 0 && Number.isFinite(toldMs)) {
    return Math.max(toldMs, LEAST_MS);
  }
  const lane = (call.lane ??= lanes.lane(spec.server, spec.tool));
  return Math.max(lane.runMs.value ?? all.value ?? UNKNOWN_MS, LEAST_MS);
}
