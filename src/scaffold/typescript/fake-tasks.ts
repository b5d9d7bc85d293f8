interface Running {
  finish(): void;
  fail(error: unknown): void;
}

/** Tasks that a test ends by hand, in the order it wants, and that are counted and logged. */
export class FakeTasks {
  readonly log: string[] = [];
  live = 0;
  peak = 0;
  readonly #running = new Map<string, Running>();

  /** Starts a task. It ends by `finish`, by `fail`, or by its signal. */
  run(name: string, signal?: AbortSignal): Promise<string> {
    this.log.push(`${name} starts`);
    this.live += 1;
    this.peak = Math.max(this.peak, this.live);
    return new Promise((resolve, reject) => {
      const end = (how: string): void => {
        this.log.push(`${name} ${how}`);
        this.live -= 1;
        this.#running.delete(name);
        signal?.removeEventListener("abort", onAbort);
      };
      const onAbort = (): void => {
        end("is cancelled");
        reject(signal?.reason);
      };
      this.#running.set(name, {
        finish: () => {
          end("ends");
          resolve(name);
        },
        fail: (error) => {
          end("fails");
          reject(error);
        },
      });
      if (signal?.aborted) onAbort();
      else signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** Whether the task has started and not ended. */
  isRunning(name: string): boolean {
    return this.#running.has(name);
  }

  /** Ends a task with its name as the value. */
  finish(name: string): void {
    this.#get(name).finish();
  }

  /** Ends a task with an error. */
  fail(name: string, error: unknown = new Error(name)): void {
    this.#get(name).fail(error);
  }

  #get(name: string): Running {
    const running = this.#running.get(name);
    if (running === undefined) throw new Error(`${name} is not running: ${this.log.join(", ")}`);
    return running;
  }
}

/** Resolves when every promise that can settle without a timer or I/O has settled. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
