// A worker pool on piscina with its defaults put right: a bounded line, one thread per task and no
// more threads than asked for, a time limit for each task, the caller's own reason for an abort,
// and an end that waits for what runs.

import { Piscina } from "piscina";

export interface WorkerPoolOptions {
  /** Threads at most, from 1 up. */
  size: number;
  /** Tasks that may wait, 0 or more; one more is refused. */
  waitingMax: number;
}

export interface TaskOptions {
  /** Ends the wait, or the running task together with its thread. */
  signal?: AbortSignal | undefined;
  /** Milliseconds from the call, the wait included. No limit if left out. */
  timeoutMs?: number | undefined;
}

/** Runs the function `work` that `file` exports, in threads. Close it, or the process stays. */
export class WorkerPool<Input, Output> {
  readonly #pool: Piscina<Input, Output>;
  readonly #stopping = new AbortController();
  readonly #live = new Set<Promise<unknown>>();
  #isClosing = false;
  readonly #size: number;
  readonly #waitingMax: number;

  constructor(file: URL, { size, waitingMax }: WorkerPoolOptions) {
    this.#size = size;
    this.#waitingMax = waitingMax;
    this.#pool = new Piscina<Input, Output>({
      filename: file.href,
      name: "work",
      // With fewer, nobody serves the line after an abort has ended the last thread, and threads
      // end whenever they have no task.
      minThreads: size,
      maxThreads: size,
      concurrentTasksPerWorker: 1,
      // With piscina's default, an idle thread blocks in Atomics.wait: its own timers and streams
      // stand still between tasks.
      atomics: "disabled",
    });
    // A thread that dies without a task has nobody to tell; unheard, it would end the process.
    this.#pool.on("error", () => {});
  }

  /**
   * Rejects with the signal's reason, with a TimeoutError, or with what went wrong in the thread.
   * piscina asks a thread to end and answers at once, so the task may run on for a moment.
   */
  async run(input: Input, { signal, timeoutMs }: TaskOptions = {}): Promise<Output> {
    signal?.throwIfAborted();
    if (this.#isClosing) throw new Error("the worker pool is closed");
    // piscina's own bound takes a task more for every thread that has not said that it is ready.
    if (this.#live.size >= this.#size + this.#waitingMax) {
      throw new Error(`${this.#waitingMax} are waiting already`);
    }
    const controller = new AbortController();
    const follow = (): void => controller.abort(signal?.reason);
    const stop = (): void => controller.abort(this.#stopping.signal.reason);
    const late = new DOMException(`timed out after ${timeoutMs} ms`, "TimeoutError");
    signal?.addEventListener("abort", follow, { once: true });
    this.#stopping.signal.addEventListener("abort", stop, { once: true });
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(() => controller.abort(late), timeoutMs);
    const task = this.#pool.run(input, { signal: controller.signal });
    this.#live.add(task);
    try {
      return await task;
    } catch (error) {
      // piscina's own AbortError has the reason only as its cause.
      controller.signal.throwIfAborted();
      throw error;
    } finally {
      this.#live.delete(task);
      clearTimeout(timer);
      signal?.removeEventListener("abort", follow);
      this.#stopping.signal.removeEventListener("abort", stop);
    }
  }

  /** Takes no more tasks, lets those that were taken end, and ends the threads. */
  async close(): Promise<void> {
    this.#isClosing = true;
    // piscina's own close() gives up after 30 s, and rejects what is still in its line.
    while (this.#live.size > 0) await Promise.allSettled(this.#live);
    await this.#pool.destroy();
  }

  /** Drops what waits, ends what runs with its thread, and closes. */
  async stop(reason: unknown = new Error("the worker pool was stopped")): Promise<void> {
    this.#isClosing = true;
    this.#stopping.abort(reason);
    await this.close();
  }

  /** Threads there are, and tasks that are more than there may be threads. */
  stats(): { readonly threads: number; readonly waiting: number } {
    const waiting = Math.max(0, this.#live.size - this.#size);
    return { threads: this.#pool.threads.length, waiting };
  }
}
