// Time and chance enter as arguments, so that a test can decide both. A primitive that needs them
// takes a `Clock` and a `Random`; only the outermost caller names the real ones.

/** A timer that was set and can be taken back. */
export interface Timer {
  /** Takes the timer back. Does nothing if it has fired or was taken back before. */
  cancel(): void;
}

/** A source of time that never runs backwards, with timers measured on it. */
export interface Clock {
  /** Milliseconds since an arbitrary start; monotonic, may be fractional. */
  now(): number;
  /** Calls `callback` once, not before `delayMs` milliseconds (0 or more) have passed. */
  setTimer(callback: () => void, delayMs: number): Timer;
}

/** A source of chance: a number from 0 (included) to 1 (excluded), like `Math.random`. */
export type Random = () => number;

/** The longest delay `setTimeout` keeps, about 24.8 days; a longer one would fire after 1 ms. */
export const TIMER_MS_MAX = 2 ** 31 - 1;

/**
 * The real clock: `performance.now()` and `setTimeout`. A waiting timer keeps the process alive.
 * Delays beyond `TIMER_MS_MAX` are waited for in pieces instead of firing at once.
 */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer(callback, delayMs) {
    const dueMs = performance.now() + delayMs;
    let handle: NodeJS.Timeout;
    const arm = (): void => {
      const leftMs = dueMs - performance.now();
      if (leftMs > 0) handle = setTimeout(arm, Math.min(Math.ceil(leftMs), TIMER_MS_MAX));
      else callback();
    };
    // The first arm always goes through a timer: a callback must not run inside `setTimer`.
    handle = setTimeout(arm, Math.min(Math.max(0, Math.ceil(delayMs)), TIMER_MS_MAX));
    return { cancel: () => clearTimeout(handle) };
  },
};

/** What `sleep` may be told. */
export interface SleepOptions {
  /** Ends the sleep early; its reason is what the sleep rejects with. */
  signal?: AbortSignal | undefined;
  /** Measures the sleep; the system's clock if left out. */
  clock?: Clock | undefined;
}

/**
 * Waits `delayMs` milliseconds. Rejects with `signal.reason` as soon as the signal is aborted; the
 * timer and the listener are gone when the promise settles, whichever way.
 *
 * @example await sleep(250, { signal });
 */
export function sleep(delayMs: number, options: SleepOptions = {}): Promise<void> {
  const { signal, clock = systemClock } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = (): void => {
      timer.cancel();
      reject(signal?.reason);
    };
    const timer = clock.setTimer(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, delayMs);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
