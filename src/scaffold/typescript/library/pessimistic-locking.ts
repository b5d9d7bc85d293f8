// Pessimistic locking with pg: lock rows, then change them, in a transaction that is redone if it
// must. What pg leaves to its caller is done here: one client for all statements, a connection that
// is closed when it may be broken, and a look at what COMMIT answered, for after a statement whose
// error was caught it rolls back without an error.

import { setTimeout as sleep } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import { escapeIdentifier } from "pg";

export interface TransactionOptions {
  isolation?: "READ COMMITTED" | "REPEATABLE READ" | "SERIALIZABLE" | undefined;
  /** How long one statement waits for a lock, 1 or more. 2,000 if left out. */
  lockTimeoutMs?: number | undefined;
  /** Calls of `work` in all, 1 or more. 5 if left out. */
  attempts?: number | undefined;
  /** The longest first delay between attempts; it doubles. 10 if left out. */
  baseMs?: number | undefined;
  /** The longest delay. 1,000 if left out. */
  capMs?: number | undefined;
  /** Looked at between attempts and before `work`; it does not stop a running query. */
  signal?: AbortSignal | undefined;
}

/** Serialization failure, deadlock, lock not available in time. */
const RETRYABLE: ReadonlySet<unknown> = new Set(["40001", "40P01", "55P03"]);

/** Returns what `work(client)` returns, once its transaction is committed. */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const { attempts = 5, lockTimeoutMs = 2000, baseMs = 10, capMs = 1000, signal } = options;
  for (const [name, value] of Object.entries({ attempts, lockTimeoutMs })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`${name}: a whole number from 1 up, received ${value}`);
    }
  }
  const { isolation = "READ COMMITTED" } = options;
  const opening = `BEGIN ISOLATION LEVEL ${isolation}; SET LOCAL lock_timeout = ${lockTimeoutMs}`;
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await runOnce(pool, work, opening);
    } catch (error) {
      if (attempt >= attempts || !RETRYABLE.has(sqlState(error))) throw error;
    }
    const delayMs = Math.random() * Math.min(capMs, baseMs * 2 ** (attempt - 1));
    await sleep(delayMs, undefined, signal === undefined ? {} : { signal });
  }
}

/** The statement that locks the rows whose key is in the array $1, in the order of the key. */
export function lockRows(table: string, key = "id"): string {
  const column = escapeIdentifier(key);
  const rows = `SELECT * FROM ${escapeIdentifier(table)} WHERE ${column} = ANY($1)`;
  return `${rows} ORDER BY ${column} FOR UPDATE`;
}

async function runOnce<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  opening: string,
): Promise<T> {
  const client = await pool.connect();
  // Unheard, an error of the connection between two statements would end the process.
  const onLost = (): void => {};
  client.on("error", onLost);
  let broken: Error | undefined;
  try {
    await client.query(opening);
    const result = await work(client);
    const { command } = await client.query("COMMIT");
    if (command !== "COMMIT") throw new Error("nothing was committed: a statement had failed");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((cause: unknown) => {
      broken = new Error("the rollback failed", { cause });
    });
    throw error;
  } finally {
    client.off("error", onLost);
    client.release(broken);
  }
}

function sqlState(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
