// Streaming with backpressure: read ahead a little, and write no faster than the other side takes.
// `mapAhead` holds at most `limit` items that its consumer has not taken, works on them at the same
// time, and gives the results out in the order of the source. `streamInto` adds a writable stream
// at the end, whose full buffer holds the work, which holds the source.

import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { abortable } from "../../primitives/abortable.js";
import { linkAbort } from "../../primitives/link-abort.js";
import type { MapOptions } from "../../primitives/map-concurrent.js";
import { type Release, Semaphore } from "../../primitives/semaphore.js";

/** What is done with each item. */
export type Work<T, R> = (item: T, signal: AbortSignal) => R | PromiseLike<R>;

/**
 * Yields the results of `work` in the order of `source`, with at most `limit` of them started and
 * not taken. An error of the source or of `work` arrives in its place, after the results before it.
 *
 * When the consumer stops early, by `break`, an error or an abort, the signal of the calls in
 * flight is aborted, they are waited for, and the source is closed. A pending `next()` of the
 * source is given up, and its item lost.
 */
export async function* mapAhead<T, R>(
  source: AsyncIterable<T>,
  work: Work<T, R>,
  options: MapOptions,
): AsyncGenerator<R, void, undefined> {
  const room = new Semaphore(options.limit);
  options.signal?.throwIfAborted();
  const { controller, signal, unlink } = linkAbort(options.signal);
  const started: Promise<R | typeof END>[] = [];
  const releases: Release[] = [await room.acquire({ signal })];
  let wake = (): void => {};

  const put = (result: Promise<R | typeof END>): void => {
    // A rejection is looked at when its turn comes; until then it must not end the process.
    result.catch(() => {});
    started.push(result);
    wake();
  };
  const read = async (): Promise<void> => {
    try {
      for await (const item of until(signal, source)) {
        put(start(work, item, signal));
        releases.push(await room.acquire({ signal }));
      }
      put(Promise.resolve(END));
    } catch (error) {
      put(Promise.reject(error));
    }
  };
  const reading = read();

  try {
    for (;;) {
      const next = started.shift();
      if (next === undefined) {
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      const result = await abortable(next, signal);
      if (result === END) return;
      releases.shift()?.();
      yield result;
    }
  } finally {
    unlink();
    controller.abort();
    await reading;
    await Promise.allSettled(started);
  }
}

/**
 * Writes the results of `work` to `sink` in the order of `source` and ends it. Waits for the sink
 * whenever its buffer is full. On an error or an abort everything is closed, `sink` is destroyed,
 * and the promise rejects with the error or the signal's reason.
 */
export async function streamInto<T>(
  source: AsyncIterable<T>,
  work: Work<T, string | Uint8Array>,
  sink: Writable,
  options: MapOptions,
): Promise<void> {
  const { signal } = options;
  try {
    await pipeline(mapAhead(source, work, options), sink, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted(); // The caller's own reason, not the stream's.
    throw error;
  }
}

const END: unique symbol = Symbol("end");

/** The items of `source` until the signal is aborted; then it closes the source and throws. */
async function* until<T>(signal: AbortSignal, source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  let state: "open" | "pulling" | "over" = "open";
  try {
    for (;;) {
      signal.throwIfAborted();
      state = "pulling";
      const step = await abortable(iterator.next(), signal);
      state = step.done === true ? "over" : "open";
      if (step.done === true) return;
      yield step.value;
    }
  } finally {
    // A generator queues `return()` behind a `next()` that hangs, so that one is not waited for.
    const closing = state === "over" ? undefined : iterator.return?.();
    if (state === "open") await closing;
    else closing?.catch(() => {});
  }
}

async function start<T, R>(work: Work<T, R>, item: T, signal: AbortSignal): Promise<R> {
  return work(item, signal);
}
