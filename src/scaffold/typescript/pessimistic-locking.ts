/**
 * Pessimistic locking: lock rows, then change them, in a transaction that is redone if it must.
 *
 * `inTransaction` runs a function on one connection between BEGIN and COMMIT, with a limit on how
 * long it waits for a lock, and runs the whole of it again when PostgreSQL says that it should:
 * 40001 (serialization failure), 40P01 (deadlock), 55P03 (lock not available in time). Inside it
 * lock rows with the statement of `lockRows`: all at once and in the order of the key, so that
 * two transactions over the same rows wait for each other instead of deadlocking.
 */
import { setTimeout as sleepFor } from "node:timers/promises";

/** One connection of a pool, such as pg's PoolClient. */
export interface Connection {
  query(sql: string): Promise<unknown>;
  /** Gives it back; with an error it is closed instead. */
  release(error?: Error): void;
}

export interface TransactionOptions {
  isolation?: "READ COMMITTED" | "REPEATABLE READ" | "SERIALIZABLE";
  /** How long one statement waits for a lock, 1 or more. Default 2000. */
  lockTimeoutMs?: number;
  /** Calls of `work` in all, 1 or more. Default 5. */
  attempts?: number;
  /** The longest first delay between attempts; it doubles. Default 10. */
  baseMs?: number;
  /** The longest delay. Default 1000. */
  capMs?: number;
  /** How long a rollback may take before the connection counts as broken. Default 5000. */
  rollbackMs?: number;
  signal?: AbortSignal;
  random?: () => number;
}

const RETRYABLE = new Set(["40001", "40P01", "55P03"]);

/**
 * Returns what `work(connection)` returns, once its transaction is committed. `connect` takes a
 * connection from your pool: `() => pool.connect()`. No connection is held between attempts.
 */
export async function inTransaction<C extends Connection, T>(
  connect: () => Promise<C>,
  work: (connection: C) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const { attempts = 5, lockTimeoutMs = 2000, baseMs = 10, capMs = 1000 } = options;
  const { rollbackMs = 5000, isolation = "READ COMMITTED", signal } = options;
  for (const [name, value] of Object.entries({ attempts, lockTimeoutMs })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`${name} must be an integer of at least 1, received ${value}`);
    }
  }
  const opening = [
    `BEGIN ISOLATION LEVEL ${isolation}`,
    `SET LOCAL lock_timeout = ${lockTimeoutMs}`,
  ];
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await runOnce(connect, work, opening, rollbackMs);
    } catch (error) {
      if (attempt >= attempts || !RETRYABLE.has(sqlState(error) ?? "")) throw error;
    }
    const random = options.random ?? Math.random;
    await pause(random() * Math.min(capMs, baseMs * 2 ** (attempt - 1)), signal);
  }
}

/** The statement that locks the rows whose key is in the array $1, in the order of the key. */
export function lockRows(table: string, key = "id"): string {
  for (const name of [table, key]) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(name)) {
      throw new RangeError(`not a plain identifier: ${JSON.stringify(name)}`);
    }
  }
  return `SELECT * FROM "${table}" WHERE "${key}" = ANY($1) ORDER BY "${key}" FOR UPDATE`;
}

async function runOnce<C extends Connection, T>(
  connect: () => Promise<C>,
  work: (connection: C) => Promise<T>,
  opening: readonly string[],
  rollbackMs: number,
): Promise<T> {
  const connection = await connect();
  let broken: Error | undefined;
  try {
    for (const statement of opening) await connection.query(statement);
    const result = await work(connection);
    await connection.query("COMMIT");
    return result;
  } catch (error) {
    if (!(await rolledBack(connection, rollbackMs))) {
      broken = new Error("the rollback failed", { cause: error });
    }
    throw error;
  } finally {
    connection.release(broken);
  }
}

async function rolledBack(connection: Connection, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  const done = connection.query("ROLLBACK").then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}

function sqlState(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleepFor(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted(); // The caller's own reason, not the timer's.
    throw error;
  }
}
