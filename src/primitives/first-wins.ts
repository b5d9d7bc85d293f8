// The first success wins, the others are cancelled and waited for.
// Source of the staggered form: Dean and Barroso, "The Tail at Scale" (CACM 2013), hedged requests.
//
// `Promise.race` takes the first to settle, also a failure; `Promise.any` takes the first success
// but leaves the losers running, with their connections. Here no loser outlives the call.

import { abortable } from "./abortable.js";
import { systemClock, type Clock, type Timer } from "./clock.js";
import { OutOfRange, requireBetween } from "./range.js";
import { scope, type Scope } from "./scope.js";

/** How a race is staggered and stopped. */
export interface FirstWinsOptions {
  /**
   * Starts each further contestant only when none has won this many milliseconds after the last
   * start, or at once when one fails. Left out, all start together.
   */
  hedgeAfterMs?: number | undefined;
  /** Stops the race; its reason is what the race rejects with. */
  signal?: AbortSignal | undefined;
  /** Measures `hedgeAfterMs`; the system's clock if left out. */
  clock?: Clock | undefined;
}

/**
 * Runs contestants until one succeeds and returns its value, after the losers have been cancelled
 * through their signal and have settled. A loser that ignores its signal delays the answer. Losers'
 * errors are dropped. If all fail, rejects with an `AggregateError` of their errors in the order of
 * the contestants. Throws `OutOfRange` if there are none.
 *
 * Contestants may all reach the other side: race only what may safely happen twice.
 *
 * @example
 * const answer = await firstWins(
 *   replicas.map((url) => (signal: AbortSignal) => getText(url, { signal })),
 *   { hedgeAfterMs: 80, signal },
 * );
 */
export async function firstWins<T>(
  contestants: readonly ((signal: AbortSignal) => T | PromiseLike<T>)[],
  options: FirstWinsOptions = {},
): Promise<T> {
  const { hedgeAfterMs, signal, clock = systemClock } = options;
  if (contestants.length === 0) throw new OutOfRange("contestants", "at least one", "none");
  if (hedgeAfterMs !== undefined) requireBetween("hedgeAfterMs", hedgeAfterMs, 0, Infinity);
  const failures: unknown[] = [];
  let winner: { value: T } | undefined;

  const compete = async (race: Scope): Promise<void> => {
    let started = 0;
    let failed = 0;
    let timer: Timer | undefined;

    const decided = new Promise<void>((resolve) => {
      const run = async (contestant: (typeof contestants)[number], index: number) => {
        try {
          const value = await contestant(race.signal);
          winner ??= { value };
          resolve();
        } catch (error) {
          failures[index] = error;
          failed += 1;
          if (failed === contestants.length) resolve();
          else startNext();
        }
      };
      const startNext = (): void => {
        timer?.cancel();
        const index = started;
        const contestant = contestants[index];
        if (contestant === undefined || winner !== undefined || race.signal.aborted) return;
        started += 1;
        void race.spawn(() => run(contestant, index));
        // One that failed at once has already started the next, with a timer of its own.
        if (hedgeAfterMs !== undefined && started === index + 1) {
          timer = clock.setTimer(startNext, hedgeAfterMs);
        }
      };
      const startsNow = hedgeAfterMs === undefined ? contestants.length : 1;
      for (let start = 0; start < startsNow; start += 1) startNext();
    });
    try {
      await abortable(decided, race.signal);
    } finally {
      timer?.cancel();
    }
    race.cancel();
  };

  await scope(compete, { signal });
  if (winner === undefined) throw new AggregateError(failures, "every contestant failed");
  return winner.value;
}
