// A pool of worker threads for work that would block the event loop. Starting a thread costs 10 to
// 200 ms, so threads are kept and given one task after the other.
//
// The queue is a semaphore's, so its rules hold: strictly first come, first served, a bound on who
// waits, and a wait that ends by a signal. A thread gets its next task only when it has answered;
// messages posted ahead would queue up in its port, where nobody can bound or take them back.
//
// JavaScript that computes cannot be interrupted, so a running task is cancelled by ending its
// thread. Its place is given on when the thread has ended, not when its end was asked for: else one
// task too many would run. A thread that ended is replaced when a task needs it, not before: a file
// that fails while it loads fails one task after the other, and does not spin.

import type { Transferable, WorkerOptions } from "node:worker_threads";
import { type Clock, systemClock } from "./clock.js";
import { linkAbort } from "./link-abort.js";
import { requireBetween, requireWhole } from "./range.js";
import { Semaphore } from "./semaphore.js";
import { TimeoutError } from "./with-timeout.js";
import { WorkerThread } from "./worker-thread.js";

/** How a worker pool is set up. */
export interface WorkerPoolOptions {
  /** Threads at most, from 1 up. More than `os.availableParallelism()` gain nothing. */
  size: number;
  /** Tasks that may wait; one more is refused with `QueueFull`. No bound if left out. */
  waitingMax?: number | undefined;
  /** How each thread is made: `workerData`, `resourceLimits`, `env` and the like. */
  worker?: WorkerOptions | undefined;
  /** The system's clock if left out. */
  clock?: Clock | undefined;
}

/** How a task is run. */
export interface TaskOptions {
  /** Ends the wait, or the running task together with its thread. */
  signal?: AbortSignal | undefined;
  /** Milliseconds from the moment a thread has the task, 0 or more; no limit if left out. */
  timeoutMs?: number | undefined;
  /** Buffers of the input that are handed over instead of copied; empty on this side then. */
  transfer?: readonly Transferable[] | undefined;
}

/** What a worker pool looks like at one moment. */
export interface WorkerPoolStats {
  /** Threads there may be. */
  readonly size: number;
  /** Threads there are, and how many were ever started: one for each that ended, and so many. */
  readonly threads: number;
  readonly started: number;
  /** Tasks that run, and the most that ever did. */
  readonly running: number;
  readonly runningMax: number;
  /** Tasks that wait, and the most that ever did. */
  readonly waiting: number;
  readonly waitingMax: number;
}

/** What a task rejects with that was given to a pool that is closing, or was stopped by it. */
export class WorkerPoolClosed extends Error {
  override readonly name = "WorkerPoolClosed";
  readonly code = "worker-pool-closed";

  constructor() {
    super("the worker pool is closed");
  }
}

/**
 * Runs tasks in threads, at most `size` at once, in the order they were given. `file` is a module
 * that calls `answerTasks`. While it is open, idle threads keep the process alive: close it.
 *
 * @example
 * const hashes = new WorkerPool<string, string>(new URL("./hash.worker.js", import.meta.url), {
 *   size: 4,
 *   waitingMax: 1_000,
 * });
 * const digest = await hashes.run(text, { signal, timeoutMs: 5_000 });
 * await hashes.close();
 */
export class WorkerPool<Input, Output> implements AsyncDisposable {
  readonly #file: URL | string;
  readonly #size: number;
  readonly #options: WorkerOptions;
  readonly #clock: Clock;
  readonly #places: Semaphore;
  readonly #threads = new Set<WorkerThread>();
  readonly #live = new Set<AbortController>();
  #started = 0;
  #onIdle: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  /** Starts no thread yet. Throws `OutOfRange` for a size or a bound that makes no sense. */
  constructor(file: URL | string, { size, waitingMax, worker, clock }: WorkerPoolOptions) {
    requireWhole("size", size, 1);
    this.#places = new Semaphore(size, waitingMax);
    this.#file = file;
    this.#size = size;
    this.#options = worker ?? {};
    this.#clock = clock ?? systemClock;
  }

  /**
   * Runs a task and settles as it does. The input is cloned when a thread is free: leave it alone
   * until then. Rejects with the signal's reason (a task that still waited is never started, one
   * that ran has been ended with its thread), with `TimeoutError`, with `WorkerCrashed` if its
   * thread ended, with `QueueFull`, with `WorkerPoolClosed`, or with a `DataCloneError`. In no
   * case does any other task suffer.
   */
  async run(input: Input, options: TaskOptions = {}): Promise<Output> {
    const { signal: parent, timeoutMs = Number.POSITIVE_INFINITY, transfer = [] } = options;
    if (this.#closing !== undefined) throw new WorkerPoolClosed();
    requireBetween("timeoutMs", timeoutMs, 0, Number.POSITIVE_INFINITY);
    const { controller, signal, unlink } = linkAbort(parent);
    this.#live.add(controller);
    try {
      const task = (): Promise<unknown> =>
        this.#inThread((thread) => thread.ask(input, transfer), timeoutMs, signal);
      return (await this.#places.run(task, { signal })) as Output;
    } finally {
      unlink();
      this.#live.delete(controller);
      if (this.#live.size === 0) this.#onIdle?.();
    }
  }

  /** Takes no more tasks, lets all that were taken end, and ends the threads. Idempotent. */
  close(): Promise<void> {
    return (this.#closing ??= this.#end());
  }

  /** Drops the tasks that wait, ends those that run, and closes; they reject with `reason`. */
  async stop(reason: unknown = new WorkerPoolClosed()): Promise<void> {
    const closed = this.close();
    for (const controller of this.#live) controller.abort(reason);
    await closed;
  }

  /** Leaving a block stops what still runs: nobody would be left to wait for it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  stats(): WorkerPoolStats {
    const { held, heldMax, waiting, waitingMax } = this.#places.stats();
    return {
      size: this.#size,
      threads: this.#threads.size,
      started: this.#started,
      running: held,
      runningMax: heldMax,
      waiting,
      waitingMax,
    };
  }

  async #inThread(
    ask: (thread: WorkerThread) => Promise<unknown>,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<unknown> {
    const thread = [...this.#threads].find(({ isFree }) => isFree) ?? this.#start();
    const onAbort = (): void => thread.stopTask(signal.reason);
    const onTimeout = (): void => thread.stopTask(new TimeoutError(timeoutMs));
    const timer = Number.isFinite(timeoutMs)
      ? this.#clock.setTimer(onTimeout, timeoutMs)
      : undefined;
    // signalbox-allow already-aborted: the semaphore that leads here refuses an aborted one
    signal.addEventListener("abort", onAbort);
    try {
      return await ask(thread);
    } finally {
      timer?.cancel();
      signal.removeEventListener("abort", onAbort);
    }
  }

  #start(): WorkerThread {
    const thread = new WorkerThread(this.#file, this.#options, () => this.#threads.delete(thread));
    this.#threads.add(thread);
    this.#started += 1;
    return thread;
  }

  async #end(): Promise<void> {
    while (this.#live.size > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
    await Promise.all([...this.#threads].map((thread) => thread.terminate()));
  }
}
