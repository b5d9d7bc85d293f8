// One thread of a worker pool, and the one task it may have.

import { Worker, type Transferable, type WorkerOptions } from "node:worker_threads";
import type { TaskAnswer, TaskRequest } from "./worker-task.js";

/** The worker ended before it had answered; the task may have had a part of its effect. */
export class WorkerCrashed extends Error {
  override readonly name = "WorkerCrashed";
  readonly code = "worker-crashed";
  /** The code that the thread ended with. */
  readonly exitCode: number;

  /** `cause` is the error that the thread died of, if it was one. */
  constructor(exitCode: number, cause: unknown) {
    super(`the worker ended with code ${exitCode} before it had answered`, { cause });
    this.exitCode = exitCode;
  }
}

interface Task {
  readonly id: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A thread that works on one task at a time. What it was asked settles by an answer or by the end
 * of the thread, never before both are out of the question: whoever hears that a task is over may
 * rely on it that nothing of it runs any more.
 */
export class WorkerThread {
  readonly #worker: Worker;
  #task: Task | undefined;
  #asked = 0;
  #stop: { readonly reason: unknown } | undefined;
  #cause: unknown;
  #dying = false;

  /** Throws what `new Worker` throws. `onExit` is called once, after the task was rejected. */
  constructor(file: URL | string, options: WorkerOptions, onExit: () => void) {
    this.#worker = new Worker(file, options)
      .on("message", (answer: TaskAnswer) => this.#answered(answer))
      .on("messageerror", (error) => this.#finish()?.reject(error))
      // The exit that follows settles the task; without this listener the process would crash.
      .on("error", (error) => {
        this.#dying = true;
        this.#cause = error;
      })
      .on("exit", (code) => {
        this.#dying = true;
        const { reason } = this.#stop ?? { reason: new WorkerCrashed(code, this.#cause) };
        this.#finish()?.reject(reason);
        onExit();
      });
  }

  /** Whether it can be given a task: it has none, and is not about to end. */
  get isFree(): boolean {
    return this.#task === undefined && !this.#dying;
  }

  /** Gives it a task; it must be free. Rejects at once with an input that cannot be cloned. */
  ask(input: unknown, transfer: readonly Transferable[]): Promise<unknown> {
    const id = (this.#asked += 1);
    return new Promise((resolve, reject) => {
      this.#task = { id, resolve, reject };
      try {
        this.#worker.postMessage({ id, input } satisfies TaskRequest, transfer);
      } catch (error) {
        this.#finish();
        reject(error);
      }
    });
  }

  /** Ends the thread in the middle of its task, which then rejects with `reason`. */
  stopTask(reason: unknown): void {
    if (this.#task === undefined || this.#stop !== undefined) return;
    this.#stop = { reason };
    void this.terminate();
  }

  /** Ends the thread and waits until it has ended. */
  async terminate(): Promise<void> {
    this.#dying = true;
    await this.#worker.terminate();
  }

  #answered(answer: TaskAnswer): void {
    // A message may be on its way when the thread is stopped, and the work's own code may post too.
    const task = this.#task;
    if (task === undefined || this.#stop !== undefined || answer?.id !== task.id) return;
    this.#finish();
    if (answer.ok) task.resolve(answer.value);
    else task.reject(answer.error);
  }

  #finish(): Task | undefined {
    const task = this.#task;
    this.#task = undefined;
    return task;
  }
}
