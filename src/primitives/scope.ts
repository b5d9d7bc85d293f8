// Structured concurrency: a task cannot outlive the block that started it.
// Sources: Nathaniel J. Smith, "Notes on structured concurrency" (2018); Python's TaskGroup.
//
// `Promise.all` plus an AbortController is not this: it rejects while siblings still run, so the
// caller goes on beside work it believes to be over. A scope rejects only when every task has
// settled, including those that were spawned while it was closing.
//
// Cancelling is a request. A task that never looks at its signal keeps the scope waiting; giving up
// on such a task is a decision that only its caller can make (see `withTimeout`).

import { linkAbort, type LinkedAbort } from "./link-abort.js";

/** Thrown to whoever spawns into a scope that has ended: nobody would own the task. */
export class ScopeClosed extends Error {
  override readonly name = "ScopeClosed";
  readonly code = "scope-closed";

  constructor() {
    super("the scope has ended; a task spawned now would have no owner");
  }
}

/** How many tasks a scope has, now and in all. */
export interface ScopeStats {
  /** Tasks that have not settled, the body among them. */
  readonly live: number;
  /** The most that were live at once. */
  readonly liveMax: number;
  /** Tasks that failed by themselves, not by being cancelled. */
  readonly failed: number;
}

/** The owner of a group of tasks. */
export interface Scope {
  /** Aborted when the scope is cancelled: by a failure, by {@link cancel}, or from outside. */
  readonly signal: AbortSignal;
  /**
   * Starts a task that the scope will wait for. Never throws: a task that throws at once gives a
   * rejected promise. The scope sees every failure, so the promise may be ignored. After a cancel
   * the task is not started and the promise rejects with the reason; after the end, with
   * `ScopeClosed`.
   */
  spawn<T>(task: (signal: AbortSignal) => T | PromiseLike<T>): Promise<T>;
  /** Asks every task to stop. No failure: the scope ends normally once they have settled. */
  cancel(reason?: unknown): void;
  stats(): ScopeStats;
}

/** A scope that is closed by hand or by `await using`. */
export interface OpenScope extends Scope, AsyncDisposable {
  /**
   * Waits until every task has settled and ends the scope. Rejects as {@link scope} does. Call it
   * at the end of a block that went well; leaving the block without it cancels what still runs.
   */
  join(): Promise<void>;
}

/** Where a scope hears of cancellation from outside. */
export interface ScopeOptions {
  /** Cancels the scope when aborted; its reason is what the scope then rejects with. */
  signal?: AbortSignal | undefined;
}

/**
 * Runs `body`, waits for it and for everything it spawned, and returns its value.
 *
 * The first task that fails cancels the others; when all have settled, the scope rejects with that
 * very error, or, if others failed in their own way too, with an `AggregateError` of all of them,
 * the first also as its `cause`. A task that rejects because it was cancelled (with the signal's
 * reason, or with an error named `AbortError`) has not failed. Aborting `options.signal` rejects
 * with its reason, likewise after all have settled; aborted beforehand, the body is not run.
 *
 * @example
 * const [user, cart] = await scope((tasks) => Promise.all([
 *   tasks.spawn((signal) => loadUser(id, signal)),
 *   tasks.spawn((signal) => loadCart(id, signal)),
 * ]), { signal });
 */
export async function scope<T>(
  body: (scope: Scope) => T | PromiseLike<T>,
  options: ScopeOptions = {},
): Promise<T> {
  options.signal?.throwIfAborted();
  const owner = new TaskScope(options.signal);
  const value = owner.spawn(() => body(owner));
  await owner.join();
  return value;
}

/**
 * Opens a scope without a body, for `await using` or for an owner that lives as long as an object.
 * It must be ended by `join()` or by disposal, which cancels what still runs and waits for it.
 *
 * @example
 * await using tasks = openScope({ signal });
 * for (const url of urls) void tasks.spawn((signal) => warm(url, signal));
 * await tasks.join();
 */
export function openScope(options: ScopeOptions = {}): OpenScope {
  return new TaskScope(options.signal);
}

class TaskScope implements OpenScope {
  readonly #outer: AbortSignal | undefined;
  readonly #link: LinkedAbort;
  readonly #errors: unknown[] = [];
  #live = 0;
  #liveMax = 0;
  #closed = false;
  #onIdle: (() => void) | undefined;
  #ended: Promise<void> | undefined;

  constructor(outer: AbortSignal | undefined) {
    this.#outer = outer;
    this.#link = linkAbort(outer);
  }

  get signal(): AbortSignal {
    return this.#link.signal;
  }

  spawn<T>(task: (signal: AbortSignal) => T | PromiseLike<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new ScopeClosed());
    const running = this.#run(task);
    // The scope reports the failure; a caller who ignores the promise must not crash the process.
    running.catch(() => {});
    return running;
  }

  cancel(reason?: unknown): void {
    this.#link.controller.abort(reason);
  }

  stats(): ScopeStats {
    return { live: this.#live, liveMax: this.#liveMax, failed: this.#errors.length };
  }

  join(): Promise<void> {
    return (this.#ended ??= this.#end());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.cancel();
    await this.join();
  }

  async #end(): Promise<void> {
    // A task may spawn another while the scope waits, so it looks again each time it wakes.
    while (this.#live > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
    this.#closed = true;
    this.#link.unlink();
    const [first, ...others] = this.#errors;
    if (others.length > 0) {
      throw new AggregateError(this.#errors, "several tasks failed", { cause: first });
    }
    if (this.#errors.length > 0) throw first;
    this.#outer?.throwIfAborted();
  }

  async #run<T>(task: (signal: AbortSignal) => T | PromiseLike<T>): Promise<T> {
    const { signal } = this;
    signal.throwIfAborted();
    this.#live += 1;
    this.#liveMax = Math.max(this.#liveMax, this.#live);
    try {
      return await task(signal);
    } catch (error) {
      if (!this.#isEcho(error)) this.#errors.push(error);
      this.cancel(error);
      throw error;
    } finally {
      this.#live -= 1;
      if (this.#live === 0) this.#onIdle?.();
    }
  }

  /** Whether a rejection only repeats that this scope was cancelled. */
  #isEcho(error: unknown): boolean {
    if (!this.signal.aborted) return false;
    return error === this.signal.reason || (error instanceof Error && error.name === "AbortError");
  }
}
