// Retries with exponential backoff and full jitter: the delay before try n+1 is drawn evenly from 0
// to min(capMs, baseMs * 2^(n-1)), which spreads the callers of one outage best of the schemes
// compared in Brooker, "Exponential Backoff And Jitter" (AWS, 2015). What the server asks for in
// Retry-After (RFC 9110, 10.2.3) is a floor: the jitter goes on top, or all callers come back in
// the same instant. Retry what is idempotent, at one layer only: three layers of three make 27.

import { type Clock, type Random, sleep, systemClock, TIMER_MS_MAX } from "./clock.js";
import { requireBetween, requireWhole } from "./range.js";
import { withTimeout } from "./with-timeout.js";

/** How often, how long and what is tried again. */
export interface RetryOptions {
  /** How many calls in all, the first included; a whole number from 1 up. 3 if left out. */
  attempts?: number | undefined;
  /** The most the first delay may be, in milliseconds; it doubles each time. 100 if left out. */
  baseMs?: number | undefined;
  /** The most any drawn delay may be, in milliseconds. 10,000 if left out. */
  capMs?: number | undefined;
  /** How long one try may take, in milliseconds. No limit if left out. */
  attemptTimeoutMs?: number | undefined;
  /** From the first call until when a try may still begin, in milliseconds. None if left out. */
  deadlineMs?: number | undefined;
  /** Whether to try again after this error; after every error if left out. */
  retryable?: ((error: unknown) => boolean) | undefined;
  /** What the error says to wait at least, in milliseconds; see {@link parseRetryAfter}. */
  retryAfterMs?: ((error: unknown) => number | undefined) | undefined;
  /** Ends the try under way or the delay; the promise rejects with its reason. */
  signal?: AbortSignal | undefined;
  clock?: Clock | undefined;
  /** `Math.random` if left out. */
  random?: Random | undefined;
}

/** What a try is given. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  /** Aborted by the caller's signal or by this try's own time limit. */
  readonly signal: AbortSignal;
}

/**
 * Calls `task` until it succeeds and answers with its result. Rejects with the error of the last
 * try when the tries are used up, when the error is not retryable, or when the next try could not
 * begin before the deadline; with the signal's reason as soon as that is aborted.
 *
 * @example
 * const retryable = (error: unknown) => error instanceof HttpError && error.status >= 500;
 * const page = await retry(({ signal }) => get(url, signal), { attempts: 4, retryable, signal });
 */
export async function retry<T>(
  task: (attempt: Attempt) => T | PromiseLike<T>,
  options: RetryOptions = {},
): Promise<T> {
  const { attempts = 3, baseMs = 100, capMs = 10_000, signal, clock = systemClock } = options;
  const { attemptTimeoutMs = Number.POSITIVE_INFINITY, random = Math.random } = options;
  const { deadlineMs = Number.POSITIVE_INFINITY } = options;
  requireWhole("attempts", attempts, 1);
  requireBetween("baseMs", baseMs, 0, TIMER_MS_MAX);
  requireBetween("capMs", capMs, 0, TIMER_MS_MAX);
  const { retryable = () => true, retryAfterMs = () => undefined } = options;
  const startMs = clock.now();
  for (let number = 1; ; number++) {
    try {
      const limits = { timeoutMs: attemptTimeoutMs, signal, clock };
      return await withTimeout((own) => task({ number, signal: own }), limits);
    } catch (error) {
      signal?.throwIfAborted();
      if (number >= attempts || !retryable(error)) throw error;
      const jitterMs = backoffMs(number, { baseMs, capMs, random });
      const delayMs = Math.max(0, retryAfterMs(error) ?? 0) + jitterMs;
      const nextMs = clock.now() - startMs + delayMs;
      if (nextMs > deadlineMs) throw error;
      await sleep(delayMs, { signal, clock });
    }
  }
}

/** A pause after try `number`, the first being 1, drawn with full jitter; in milliseconds. */
export function backoffMs(
  number: number,
  { baseMs, capMs, random }: { baseMs: number; capMs: number; random: Random },
): number {
  return random() * Math.min(capMs, baseMs * 2 ** (number - 1));
}

/**
 * Milliseconds that a Retry-After header asks to wait: it holds whole seconds or an HTTP date. A
 * date that has passed is 0; anything else, and no header at all, is `undefined`.
 *
 * @param nowMs the wall clock's time, as `Date.now()` gives it; dates are measured from there.
 */
export function parseRetryAfter(
  header: string | null | undefined,
  nowMs: number,
): number | undefined {
  if (header === null || header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1_000;
  if (!/^[A-Za-z]{3,9}, /.test(text)) return undefined;
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
