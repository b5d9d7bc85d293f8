// Optimistic locking with pg: the write names the version that was read, or it is done again. pg
// gives `bigint` as text and numbers for `int`, so a version is passed back as it came and never
// calculated with here.

import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";

/** Somebody else was faster in every attempt; nothing was written. */
export class Conflict extends Error {
  override name = "Conflict";
}

/** The two statements; every writer of the table must use such a pair. */
export interface VersionedStatements {
  /** `SELECT body AS value, version FROM t WHERE id = $1` */
  read: string;
  /** `UPDATE t SET body = $1, version = version + 1 WHERE id = $2 AND version = $3` */
  write: string;
}

export interface OptimisticOptions {
  /** Reads in all, 1 or more. 20 if left out. */
  attempts?: number | undefined;
  /** The longest first delay; it doubles with each conflict. 5 if left out. */
  baseMs?: number | undefined;
  /** The longest delay. 500 if left out. */
  capMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Applies `change` to the row of the key and returns what was written. It takes the pool, not a
 * client: within an open transaction a conflict could be read again from the same old snapshot, and
 * then it would never end. Rejects with Conflict, or with an Error if there is no such row.
 */
export async function updateVersioned<T>(
  pool: Pool,
  { read, write }: VersionedStatements,
  key: string | number,
  change: (value: T) => T,
  options: OptimisticOptions = {},
): Promise<T> {
  const { attempts = 20, baseMs = 5, capMs = 500, signal } = options;
  if (!(attempts >= 1)) throw new RangeError(`attempts: 1 or more, received ${attempts}`);
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    signal?.throwIfAborted();
    const { rows } = await pool.query<{ value: T; version: string | number }>(read, [key]);
    const [row] = rows;
    if (row === undefined) throw new Error(`there is no row ${key}`);
    const changed = change(row.value);
    const { rowCount, command } = await pool.query(write, [changed, key, row.version]);
    if (command !== "UPDATE") throw new Error(`an UPDATE was expected, not ${command}`);
    if (rowCount === 1) return changed;
    if (rowCount !== 0) throw new Error(`${rowCount} rows were changed: the key is not unique`);
    if (attempt < attempts) await pause(Math.min(capMs, baseMs * 2 ** (attempt - 1)), signal);
  }
  throw new Conflict(`gave up after ${attempts} attempts`);
}

/** A random part of `ms`, so that those who met do not meet again. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(Math.random() * ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted(); // The caller's own reason, not the timer's.
    throw error;
  }
}
