// A bounded map over anything that can be iterated: `limit` workers pull from one iterator.
//
// The source is read only as fast as it is worked off, so a million inputs cost as much memory as
// their results, and a failure stops the reading. Mapping every input to a promise behind a limiter
// bounds what runs, not what is queued: 300,000 inputs held 327 MB that way and 54 MB this way.
// Cost per input: one `await`; the AbortController is made once per map.

import { abortable } from "./abortable.js";
import { linkAbort } from "./link-abort.js";
import { requireWhole } from "./range.js";

/** How a map is bounded and stopped. */
export interface MapOptions {
  /** How many inputs are worked on at once, a whole number from 1 up. */
  limit: number;
  /** Stops the map; its reason is what the map rejects with. */
  signal?: AbortSignal | undefined;
}

/**
 * Applies `fn` to every input, at most `limit` at a time, and returns the results in the order of
 * the inputs.
 *
 * When `fn` or the source fails, no further input is pulled, the signal given to `fn` is aborted,
 * the calls in flight are waited for, the source is closed, and the map rejects with the first
 * error; errors of the others are dropped, for they may be its echoes. An aborted `options.signal`
 * does the same with its reason. A `fn` that ignores its signal therefore delays the rejection. A
 * source whose `next()` hangs does not: its pending item is given up, and lost.
 *
 * Throws `OutOfRange` for a bad limit. A synchronous source may yield promises; `fn` gets them as
 * they are.
 *
 * @example
 * const pages = await mapConcurrent(urls, (url, _index, signal) => getText(url, { signal }), {
 *   limit: 8,
 *   signal,
 * });
 */
export async function mapConcurrent<T, R>(
  source: Iterable<T> | AsyncIterable<T>,
  fn: (item: T, index: number, signal: AbortSignal) => R | PromiseLike<R>,
  options: MapOptions,
): Promise<R[]> {
  const { limit, signal: outer } = options;
  requireWhole("limit", limit, 1);
  outer?.throwIfAborted();
  const input = isAsync(source) ? pullAsync(source) : pullSync(source);
  const { controller, signal, unlink } = linkAbort(outer);
  const results: R[] = [];
  let failure: { error: unknown } | undefined;
  let started = 0;

  const fail = (error: unknown): void => {
    // An error after an abort is most likely its echo; the reason of the abort is the news.
    if (!signal.aborted) failure = { error };
    controller.abort(error);
  };
  const work = async (item: T, index: number): Promise<void> => {
    try {
      for (;;) {
        results[index] = await fn(item, index, signal);
        if (signal.aborted) return;
        const pulled = input.next(signal);
        const step = pulled instanceof Promise ? await pulled : pulled;
        if (step.done === true || signal.aborted) return;
        item = step.value;
        index = started++;
      }
    } catch (error) {
      fail(error);
    }
  };

  const workers: Promise<void>[] = [];
  try {
    // One more worker for each input that comes while there are fewer than `limit`.
    while (workers.length < limit && !signal.aborted) {
      const pulled = input.next(signal);
      const step = pulled instanceof Promise ? await pulled : pulled;
      if (step.done === true || signal.aborted) break;
      workers.push(work(step.value, started++));
    }
  } catch (error) {
    fail(error);
  }
  await Promise.all(workers);
  unlink();
  if (!signal.aborted) return results;
  await input.close();
  throw failure === undefined ? signal.reason : failure.error;
}

/** One iterator that several workers pull from. */
interface Input<T> {
  /** The next step, and only the end once it has ended; an abort ends the wait for a step. */
  next(signal: AbortSignal): IteratorResult<T, unknown> | Promise<IteratorResult<T, unknown>>;
  /** Tells a source that has not ended that no more will be pulled. What it throws is dropped. */
  close(): Promise<void>;
}

function isAsync<T>(source: Iterable<T> | AsyncIterable<T>): source is AsyncIterable<T> {
  return Symbol.asyncIterator in Object(source); // A string is iterable and no object.
}

const OVER: IteratorReturnResult<undefined> = { done: true, value: undefined };

function pullSync<T>(source: Iterable<T>): Input<T> {
  const iterator = source[Symbol.iterator]();
  let over = false;
  return {
    next() {
      if (over) return OVER;
      over = true; // Stays so if `next` throws: a source that has thrown is not closed.
      const step = iterator.next();
      over = step.done === true;
      return step;
    },
    async close() {
      if (!over) await closeEarly(iterator);
    },
  };
}

function pullAsync<T>(source: AsyncIterable<T>): Input<T> {
  const iterator = source[Symbol.asyncIterator]();
  let over = false;
  let pulling = false;
  let turn: Promise<unknown> = Promise.resolve();

  const step = async (): Promise<IteratorResult<T, unknown>> => {
    pulling = true;
    try {
      const next = await iterator.next();
      over = next.done === true;
      return next;
    } catch (error) {
      over = true;
      throw error;
    } finally {
      pulling = false;
    }
  };
  return {
    next(signal) {
      // One pull at a time: not every source allows a second `next()` before the first is done.
      const mine = turn.then(() => (over || signal.aborted ? OVER : abortable(step(), signal)));
      turn = mine.catch(() => {});
      return mine;
    },
    async close() {
      if (over) return;
      // A generator queues `return()` behind a `next()` that hangs; neither is worth waiting for.
      const isHanging = pulling;
      const closing = closeEarly(iterator);
      if (!isHanging) await closing;
    },
  };
}

/** By the time a source is closed early there is a first error to report; this is not it. */
async function closeEarly(iterator: { return?(): unknown }): Promise<void> {
  try {
    await iterator.return?.();
  } catch {}
}
