// A bounded map on p-map that adds what it lacks: on an error the calls in flight are aborted, and
// are waited for before the map rejects.

import pMap from "p-map";

export interface MapOptions {
  /** How many inputs are worked on at once, a whole number from 1 up. */
  limit: number;
  /** Stops the map; its reason is what the map rejects with. */
  signal?: AbortSignal | undefined;
}

/**
 * Applies `fn` to every input and returns the results in the order of the inputs. On the first
 * error, or an abort, nothing further starts, the signal given to `fn` is aborted, and the map
 * rejects when the calls in flight have settled.
 */
export async function mapConcurrent<T, R>(
  source: Iterable<T> | AsyncIterable<T>,
  fn: (item: T, index: number, signal: AbortSignal) => R | PromiseLike<R>,
  { limit, signal: outer }: MapOptions,
): Promise<R[]> {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const onAbort = (): void => controller.abort(outer?.reason);
  outer?.addEventListener("abort", onAbort, { once: true });
  const live = new Set<Promise<R>>();

  const mapper = async (item: T, index: number): Promise<R> => {
    signal.throwIfAborted();
    const call = Promise.resolve().then(() => fn(item, index, signal));
    live.add(call);
    try {
      return await call;
    } catch (error) {
      controller.abort(error);
      throw error;
    } finally {
      live.delete(call);
    }
  };
  try {
    return await pMap(source, mapper, { concurrency: limit, signal });
  } catch (error) {
    controller.abort(error);
    await Promise.allSettled(live);
    throw error;
  } finally {
    outer?.removeEventListener("abort", onAbort);
  }
}
