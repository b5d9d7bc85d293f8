// Retry on p-retry, with what it leaves off turned on: full jitter instead of none, a cap on the
// delay instead of Infinity, few tries instead of eleven, and a signal for every try.

import pRetry, { AbortError } from "p-retry";
import { setTimeout as sleep } from "node:timers/promises";

export interface RetryOptions {
  /** Calls in all, the first included, from 1 up. 3 if left out. */
  attempts?: number | undefined;
  /** The most the first delay may be, in milliseconds; it doubles. 100 if left out. */
  baseMs?: number | undefined;
  /** The most any delay may be, in milliseconds. 10,000 if left out. */
  capMs?: number | undefined;
  /** Whether to try again after this error; after every error if left out. */
  retryable?: ((error: unknown) => boolean) | undefined;
  /** What the error says to wait at least, in milliseconds: a floor under the random delay. */
  retryAfterMs?: ((error: unknown) => number | undefined) | undefined;
  /** Ends the try under way or the delay; the promise rejects with its reason. */
  signal?: AbortSignal | undefined;
  random?: (() => number) | undefined;
  /** For tests: how a delay is waited for. */
  wait?: ((delayMs: number, signal?: AbortSignal) => Promise<unknown>) | undefined;
}

/** Calls `task` until it succeeds; rejects with the last error, or with the signal's reason. */
export async function retry<T>(
  task: (attempt: number, signal: AbortSignal) => T | PromiseLike<T>,
  options: RetryOptions = {},
): Promise<T> {
  const { attempts = 3, baseMs = 100, capMs = 10_000, random = Math.random } = options;
  const { signal = new AbortController().signal, wait = pause } = options;
  const { retryable = () => true, retryAfterMs = () => undefined } = options;

  const call = async (attempt: number): Promise<T> => {
    try {
      return await task(attempt, signal);
    } catch (error) {
      signal.throwIfAborted();
      // p-retry turns what is no Error into a TypeError, and never retries most TypeErrors.
      if (!retryable(error)) throw new AbortError(error instanceof Error ? error : String(error));
      throw error instanceof TypeError ? new Error(error.message, { cause: error }) : error;
    }
  };
  return pRetry(call, {
    retries: attempts - 1,
    minTimeout: 0, // p-retry's own delay has half the jitter and no floor; the one below has both.
    signal,
    async onFailedAttempt({ error, attemptNumber, retriesLeft }) {
      if (retriesLeft === 0) return;
      const backoffMs = random() * Math.min(capMs, baseMs * 2 ** (attemptNumber - 1));
      await wait(Math.max(0, retryAfterMs(error) ?? 0) + backoffMs, signal);
    },
  });
}

async function pause(delayMs: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(delayMs, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted(); // The caller's own reason, not the timer's.
    throw error;
  }
}
