// Fan-out/fan-in: several workers share one source, and their outcomes are merged one at a time.
// A worker takes its next input only when its last outcome has been merged. So a slow merge holds
// the workers, and they hold the source: nothing piles up, whatever the size of the input.

import { mapConcurrent, type MapOptions } from "../../primitives/map-concurrent.js";
import { Semaphore } from "../../primitives/semaphore.js";
import type { Settled } from "../../primitives/settle-all.js";

/** What is done with each input, and how an outcome is added to the answer. */
export interface Stage<T, R, A> {
  work(item: T, index: number, signal: AbortSignal): R | PromiseLike<R>;
  /** Returns the new answer. Never called twice at once; outcomes come as they are finished. */
  merge(answer: A, outcome: Settled<R>): A | PromiseLike<A>;
}

/** How a pipeline is bounded and stopped. */
export interface PipelineOptions extends MapOptions {
  /**
   * `fail-fast`: the first error of `work` ends the pipeline, and `merge` sees successes only.
   * `settle`: errors of `work` go to `merge` as outcomes. Default `fail-fast`.
   */
  onError?: "fail-fast" | "settle" | undefined;
}

/**
 * Works on every input, at most `limit` at a time, and returns the answer after the last merge.
 *
 * An error of the source or of `merge`, an abort, and with `fail-fast` an error of `work`, stop
 * the reading, abort the signal of what runs, wait for it, close the source, and reject.
 */
export async function fanOutFanIn<T, R, A>(
  source: Iterable<T> | AsyncIterable<T>,
  stage: Stage<T, R, A>,
  initial: A,
  options: PipelineOptions,
): Promise<A> {
  const { limit, signal, onError = "fail-fast" } = options;
  const merging = new Semaphore(1);
  let answer = initial;

  const handle = async (item: T, index: number, own: AbortSignal): Promise<void> => {
    const outcome = await settle(() => stage.work(item, index, own), index);
    if (outcome.status === "rejected" && onError === "fail-fast") throw outcome.reason;
    const add = async (): Promise<void> => {
      answer = await stage.merge(answer, outcome);
    };
    await merging.run(add, { signal: own });
  };
  await mapConcurrent(source, handle, { limit, signal });
  return answer;
}

async function settle<R>(work: () => R | PromiseLike<R>, index: number): Promise<Settled<R>> {
  try {
    return { index, status: "fulfilled", value: await work() };
  } catch (reason) {
    return { index, status: "rejected", reason };
  }
}
