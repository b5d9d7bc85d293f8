// What a dispatcher may know of how long calls run, found the slow way: nothing at first; then,
// each time that a tool's first call has taken another time than calls did before, what all tools
// have taken up to that moment.

import type { Outcome } from "../../../src/dispatch/outcome.ts";
import type { CallState, Run } from "./run.ts";

/** Longer chains are more urgent even if nothing in them takes time. */
const LEAST_MS = 0.001;
/** Less than this is not worth looking again. */
const WORTH_MS = 1;

export class KnownTimes {
  readonly #seen = new Map<string, number[]>();
  readonly #all: number[] = [];
  /** Of every tool, as of the last time that there was something new. */
  #expected: ReadonlyMap<string, number> = new Map();

  /** Hears of every outcome, in the order in which calls end. */
  ended(run: Run, { call }: CallState, { attempts, ranMs, status }: Outcome): void {
    if (attempts === 0 || status === "cancelled") return;
    const tool = nameOf(call);
    const earlier = this.#seen.get(tool) ?? [];
    const differsMs = Math.abs(ranMs - recentMean(this.#all));
    const isNew = earlier.length === 0 && this.#all.length > 0 && differsMs >= WORTH_MS;
    this.#seen.set(tool, [...earlier, ranMs]);
    this.#all.push(ranMs);
    if (isNew) this.#expected = this.#guess(run);
  }

  /** In milliseconds; one and the same for all calls as long as nothing is known. */
  of({ call }: CallState): number {
    return call.expectedMs ?? this.#expected.get(nameOf(call)) ?? 1;
  }

  #guess(run: Run): ReadonlyMap<string, number> {
    const guesses = new Map<string, number>();
    for (const { call, attempts, outcome } of run.entered) {
      const tool = nameOf(call);
      const seen = this.#seen.get(tool);
      const running = outcome === undefined ? attempts.at(-1) : undefined;
      const elapsedMs = running === undefined ? 0 : run.clock.now() - running.startedMs;
      const other = Math.max(guesses.get(tool) ?? recentMean(this.#all), elapsedMs);
      guesses.set(tool, Math.max(seen === undefined ? other : recentMean(seen), LEAST_MS));
    }
    return guesses;
  }
}

function nameOf({ server, tool }: CallState["call"]): string {
  return `${server ?? ""}/${tool}`;
}

/** From the eleventh value on, each new one weighs a tenth. */
function recentMean(values: readonly number[]): number {
  const step = (mean: number, value: number, index: number) => {
    return mean + (value - mean) / Math.min(index + 1, 10);
  };
  return values.reduce(step, 0);
}
