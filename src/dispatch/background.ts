import type { Clock } from "../primitives/clock.js";
import { requireWhole } from "../primitives/range.js";
import { TimeoutError, withTimeout } from "../primitives/with-timeout.js";
import type { BatchOutcome, Outcome } from "./outcome.js";

/** What is kept of batches, and for how long. */
export interface BackgroundOptions<Result> {
  readonly clock: Clock;
  /** A name that nobody can guess: who knows it and is its owner may read it. */
  readonly newHandle: () => string;
  /** How many batches are kept, running ones included; 1 to 10,000. */
  readonly handlesMax: number;
  /** How much the answers of finished batches may take together, in bytes as `sizeOf` counts. */
  readonly bytesMax: number;
  readonly sizeOf: (outcome: Outcome<Result>) => number;
  /** How long a batch is kept after its end, in milliseconds. */
  readonly ttlMs: number;
}

/** How far a batch is. */
export interface BatchProgress<Result> {
  readonly total: number;
  /** How many calls have ended. */
  readonly done: number;
  /** What has ended of what was asked for, in the order of the request once the batch has. */
  readonly outcomes: readonly Outcome<Result>[];
  /** Set when the batch has ended. */
  readonly ended: BatchOutcome<Result> | undefined;
  /** Why the batch as a whole came to nothing. */
  readonly failure: unknown;
}

/** Runs one batch: hears of every outcome as it comes, and stops when the signal says so. */
export type RunBatch<Result> = (
  signal: AbortSignal,
  onOutcome: (outcome: Outcome<Result>) => void,
) => Promise<BatchOutcome<Result>>;

/** What a reader waits for. */
export interface ReadOptions {
  /** Calls to wait for; all of the batch if left out. */
  readonly calls?: readonly string[] | undefined;
  /** How long to wait for them, in milliseconds; 0 answers at once. */
  readonly waitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** No batch is kept under that handle for that owner: it never was, or its time is over. */
export class UnknownHandle extends Error {
  override readonly name = "UnknownHandle";
  readonly code = "unknown-handle";
}

/** As many batches run as may be kept. */
export class BackgroundFull extends Error {
  override readonly name = "BackgroundFull";
  readonly code = "background-full";
}

interface Kept<Result> {
  readonly owner: string;
  readonly total: number;
  readonly cancel: AbortController;
  readonly outcomes: Outcome<Result>[];
  ended: BatchOutcome<Result> | undefined;
  failure: unknown;
  bytes: number;
  /** None while it runs. */
  endedAtMs: number | undefined;
  /** Woken at every outcome and at the end. */
  readonly readers: Set<() => void>;
}

/**
 * Batches that go on while their caller does something else, and outcomes that are read piece by
 * piece. A handle belongs to one owner. Finished batches go, the oldest first, when their time is
 * over or room is needed; running ones never do. No timer runs while nobody waits.
 */
export class Background<Result> {
  readonly #options: BackgroundOptions<Result>;
  /** In the order of their ends, behind those that still run. */
  readonly #kept = new Map<string, Kept<Result>>();
  #bytes = 0;

  constructor(options: BackgroundOptions<Result>) {
    requireWhole("handlesMax", options.handlesMax, 1, 10_000);
    this.#options = options;
  }

  /** Starts a batch of `total` calls and answers its handle. Throws `BackgroundFull`. */
  start(owner: string, total: number, run: RunBatch<Result>): string {
    this.#makeRoom();
    const handle = this.#options.newHandle();
    const kept: Kept<Result> = {
      owner,
      total,
      cancel: new AbortController(),
      outcomes: [],
      ended: undefined,
      failure: undefined,
      bytes: 0,
      endedAtMs: undefined,
      readers: new Set(),
    };
    this.#kept.set(handle, kept);
    const onOutcome = (outcome: Outcome<Result>): void => {
      kept.outcomes.push(outcome);
      wake(kept);
    };
    void this.#follow(handle, kept, run, onOutcome);
    return handle;
  }

  /**
   * How far the batch is, once what is waited for has ended or `waitMs` is over. Rejects with
   * `UnknownHandle`, or with the signal's reason.
   */
  async read(
    handle: string,
    owner: string,
    options: ReadOptions = {},
  ): Promise<BatchProgress<Result>> {
    const { waitMs = 0, calls, signal } = options;
    const kept = this.#find(handle, owner);
    if (waitMs > 0 && !isThere(kept, calls)) await this.#wait(kept, calls, waitMs, signal);
    const { total, ended, failure } = kept;
    const outcomes = ended?.outcomes ?? kept.outcomes;
    return {
      total,
      done: outcomes.length,
      ended,
      failure,
      outcomes: outcomes.filter(({ id }) => calls === undefined || calls.includes(id)),
    };
  }

  /** Cancels what has not ended; the outcomes can be read as before. Throws `UnknownHandle`. */
  cancel(handle: string, owner: string, reason: unknown): void {
    this.#find(handle, owner).cancel.abort(reason);
  }

  /** What is kept now. */
  stats(): { readonly handles: number; readonly running: number; readonly bytes: number } {
    const running = [...this.#kept.values()].filter(isRunning).length;
    return { handles: this.#kept.size, running, bytes: this.#bytes };
  }

  /** Cancels every batch that runs. */
  close(reason: unknown): void {
    for (const kept of this.#kept.values()) kept.cancel.abort(reason);
  }

  async #follow(
    handle: string,
    kept: Kept<Result>,
    run: RunBatch<Result>,
    onOutcome: (outcome: Outcome<Result>) => void,
  ): Promise<void> {
    try {
      kept.ended = await run(kept.cancel.signal, onOutcome);
    } catch (error) {
      kept.failure = error;
    }
    const { clock, sizeOf, bytesMax } = this.#options;
    kept.endedAtMs = clock.now();
    const outcomes = kept.ended?.outcomes ?? kept.outcomes;
    kept.bytes = outcomes.reduce((sum, outcome) => sum + sizeOf(outcome), 0);
    this.#bytes += kept.bytes;
    this.#kept.delete(handle);
    this.#kept.set(handle, kept);
    for (const [other, { endedAtMs }] of this.#kept) {
      if (this.#bytes <= bytesMax || other === handle) break;
      if (endedAtMs !== undefined) this.#drop(other);
    }
    wake(kept);
  }

  async #wait(
    kept: Kept<Result>,
    calls: readonly string[] | undefined,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    let reader!: () => void;
    const there = new Promise<void>((resolve) => {
      reader = () => {
        if (isThere(kept, calls)) resolve();
      };
    });
    kept.readers.add(reader);
    try {
      const { clock } = this.#options;
      await withTimeout(() => there, { timeoutMs, clock, signal });
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    } finally {
      kept.readers.delete(reader);
    }
  }

  #find(handle: string, owner: string): Kept<Result> {
    this.#expire();
    const kept = this.#kept.get(handle);
    if (kept !== undefined && kept.owner === owner) return kept;
    throw new UnknownHandle("handle: no batch is kept under it; it never was, or has expired");
  }

  #makeRoom(): void {
    this.#expire();
    const { handlesMax } = this.#options;
    if (this.#kept.size < handlesMax) return;
    const oldest = [...this.#kept].find(([, kept]) => !isRunning(kept));
    if (oldest === undefined) {
      throw new BackgroundFull(`${handlesMax} batches are running, and no more may; wait for one`);
    }
    this.#drop(oldest[0]);
  }

  #expire(): void {
    const { clock, ttlMs } = this.#options;
    const before = clock.now() - ttlMs;
    for (const [handle, { endedAtMs }] of this.#kept) {
      if (endedAtMs !== undefined && endedAtMs <= before) this.#drop(handle);
    }
  }

  #drop(handle: string): void {
    this.#bytes -= this.#kept.get(handle)?.bytes ?? 0;
    this.#kept.delete(handle);
  }
}

function isRunning({ endedAtMs }: { endedAtMs: number | undefined }): boolean {
  return endedAtMs === undefined;
}

/** Whether all that is waited for has ended. */
function isThere<Result>(kept: Kept<Result>, calls: readonly string[] | undefined): boolean {
  if (!isRunning(kept)) return true;
  if (calls === undefined) return false;
  return calls.every((call) => kept.outcomes.some(({ id }) => id === call));
}

function wake<Result>(kept: Kept<Result>): void {
  for (const reader of kept.readers) reader();
}
