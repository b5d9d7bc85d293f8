/**
 * Optimistic locking: read a row with its version, write only if nobody wrote since, else redo.
 *
 * No lock is held while the new value is worked out. The write names the version that was read:
 * `UPDATE t SET ..., version = version + 1 WHERE id = $1 AND version = $2`. One changed row means
 * it was ours; none means that somebody was faster, so the row is read again and the change is
 * made again on the new value, after a random delay. Any driver fits: the two statements are
 * functions of yours.
 */
import { setTimeout as sleepFor } from "node:timers/promises";

/** Somebody else was faster in every attempt; nothing was written. */
export class Conflict extends Error {
  override name = "Conflict";
}

export interface VersionedRow<T> {
  /** The value and its version; throws when there is no row. */
  read(): Promise<{ value: T; version: number }>;
  /** Writes if the version is still `version`; returns the number of rows changed. */
  write(value: T, version: number): Promise<number>;
}

export interface OptimisticOptions {
  /** Calls of `read` in all, 1 or more. Default 20. */
  attempts?: number;
  /** The longest first delay; it doubles with each conflict. Default 5. */
  baseMs?: number;
  /** The longest delay. Default 500. */
  capMs?: number;
  signal?: AbortSignal;
  sleep?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
  random?: () => number;
}

/** Applies `change` to the row and returns the value that was written. Throws Conflict. */
export async function updateVersioned<T>(
  row: VersionedRow<T>,
  change: (value: T) => T,
  options: OptimisticOptions = {},
): Promise<T> {
  const { attempts = 20, baseMs = 5, capMs = 500, signal } = options;
  const { sleep = pause, random = Math.random } = options;
  if (!(attempts >= 1)) throw new RangeError(`attempts must be at least 1, received ${attempts}`);
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    signal?.throwIfAborted();
    const { value, version } = await row.read();
    const changed = change(value);
    const rows = await row.write(changed, version);
    if (rows === 1) return changed;
    if (rows > 1) throw new Error(`the write changed ${rows} rows: its key is not unique`);
    if (attempt < attempts) {
      await sleep(random() * Math.min(capMs, baseMs * 2 ** (attempt - 1)), signal);
    }
  }
  throw new Conflict(`gave up after ${attempts} attempts`);
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleepFor(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted(); // The caller's own reason, not the timer's.
    throw error;
  }
}
