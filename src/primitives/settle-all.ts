import { mapConcurrent, type MapOptions } from "./map-concurrent.js";

/** How one input ended; `index` is its place among the inputs. */
export type Settled<R> =
  | { readonly index: number; readonly status: "fulfilled"; readonly value: R }
  | { readonly index: number; readonly status: "rejected"; readonly reason: unknown };

/**
 * Applies `fn` to every input, at most `limit` at a time, and says of each how it ended. One
 * failure leaves the others alone. The answer has one entry per input, in the order of the inputs.
 *
 * Rejects only with `OutOfRange` for a bad limit, or with what the iteration of `items` throws. An
 * aborted signal reaches the calls in flight, which are waited for; what had not started is
 * recorded as rejected with the signal's reason and never starts. All inputs are read first, since
 * each of them gets an entry: for an endless source use `mapConcurrent`.
 *
 * @example
 * const outcomes = await settleAll(urls, (url, _index, signal) => getText(url, { signal }), {
 *   limit: 8,
 * });
 * for (const { index, reason } of outcomes.filter((o) => o.status === "rejected")) {
 *   report(urls[index], reason);
 * }
 */
export async function settleAll<T, R>(
  items: Iterable<T>,
  fn: (item: T, index: number, signal: AbortSignal) => R | PromiseLike<R>,
  options: MapOptions,
): Promise<Settled<R>[]> {
  const { limit, signal = new AbortController().signal } = options;
  const settleOne = async (item: T, index: number): Promise<Settled<R>> => {
    try {
      signal.throwIfAborted();
      return { index, status: "fulfilled", value: await fn(item, index, signal) };
    } catch (reason) {
      return { index, status: "rejected", reason };
    }
  };
  // The map itself is not aborted: every input must get its entry.
  return mapConcurrent([...items], settleOne, { limit });
}
