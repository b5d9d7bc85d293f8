// A time limit on work that takes a signal. `AbortSignal.any([parent, AbortSignal.timeout(ms)])`
// would say the same in a line, but it keeps memory for as long as the parent lives, and its timer
// cannot be taken back; `Promise.race` with a timer leaves the timer and the loser behind.

import { abortable } from "./abortable.js";
import { type Clock, systemClock } from "./clock.js";
import { linkAbort } from "./link-abort.js";
import { requireBetween } from "./range.js";

/** Thrown when the time was up; the reason of the work's signal is this very error. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
  readonly code = "timeout";
  /** How long the work was given, in milliseconds. */
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`timed out after ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}

/** How long work may take. */
export interface TimeoutOptions {
  /** Milliseconds from the call, 0 or more; `Infinity` for no limit. */
  timeoutMs: number;
  /** Ends the work earlier; its reason passes through. */
  signal?: AbortSignal | undefined;
  /** The system's clock if left out. */
  clock?: Clock | undefined;
}

/**
 * Runs `work` with a signal that is aborted when the time is up or `signal` is. Settles as the work
 * does, or rejects at once with `TimeoutError` or the signal's reason: work that ignores its signal
 * goes on unseen, and what it comes to is dropped. Timer and listener are gone when it settles.
 *
 * @example
 * const body = await withTimeout((signal) => get(url, signal), { timeoutMs: 5_000, signal });
 */
export async function withTimeout<T>(
  work: (signal: AbortSignal) => T | PromiseLike<T>,
  { timeoutMs, signal: parent, clock = systemClock }: TimeoutOptions,
): Promise<T> {
  requireBetween("timeoutMs", timeoutMs, 0, Number.POSITIVE_INFINITY);
  parent?.throwIfAborted();
  const { controller, signal, unlink } = linkAbort(parent);
  const timer = Number.isFinite(timeoutMs)
    ? clock.setTimer(() => controller.abort(new TimeoutError(timeoutMs)), timeoutMs)
    : undefined;
  try {
    return await abortable(Promise.resolve(work(signal)), signal);
  } finally {
    timer?.cancel();
    unlink();
  }
}
