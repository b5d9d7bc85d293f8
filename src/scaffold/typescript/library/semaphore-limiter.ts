// A limiter on p-limit that adds what it lacks: an end to the wait by a signal, and a bound on how
// many may wait.

import pLimit from "p-limit";

/** At most `limit` tasks at once, and at most `waitingMax` in line. */
export class Limiter {
  readonly #run: ReturnType<typeof pLimit>;
  readonly #waitingMax: number;
  #running = 0;
  #waiting = 0;

  /** p-limit throws a TypeError for a limit that is not a whole number from 1 up. */
  constructor(limit: number, waitingMax = Number.POSITIVE_INFINITY) {
    this.#run = pLimit(limit);
    this.#waitingMax = waitingMax;
  }

  /**
   * Runs the task when it is its turn. Rejects with the signal's reason as soon as that is aborted
   * while it waits; then the task is never started. Rejects with an Error if too many wait.
   */
  run<T>(task: () => T | PromiseLike<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    // p-limit starts nothing at once, so whoever came before counts, started or not.
    const inLine = this.#running + this.#waiting - this.#run.concurrency;
    if (inLine >= this.#waitingMax) {
      return Promise.reject(new Error(`${this.#waitingMax} are waiting already`));
    }
    return new Promise((resolve, reject) => {
      this.#waiting += 1;
      const leaveLine = (): void => {
        this.#waiting -= 1;
        signal?.removeEventListener("abort", onAbort);
      };
      const onAbort = (): void => {
        leaveLine();
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      // What was aborted stays in p-limit's own line, and gives its turn back when it comes.
      const turn = this.#run(async () => {
        if (signal?.aborted) return;
        leaveLine();
        this.#running += 1;
        try {
          resolve(await task());
        } catch (error) {
          reject(error);
        } finally {
          this.#running -= 1;
        }
      });
      turn.catch(reject);
    });
  }

  /** How many run and how many are in line. */
  stats(): { readonly running: number; readonly waiting: number } {
    return { running: this.#running, waiting: this.#waiting };
  }
}
