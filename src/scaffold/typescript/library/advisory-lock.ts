// Advisory lock with pg: one holder of a name at a time in all of a PostgreSQL database. The lock
// belongs to a transaction of its own connection, which is opened and ended here, so that no pool
// can give it to somebody else or keep it.

import type { Pool, PoolClient } from "pg";

export interface AdvisoryLockOptions {
  /** How long to wait for the name, 1 or more; then PostgreSQL's 55P03. 10,000 if left out. */
  lockTimeoutMs?: number | undefined;
}

/** Waits for the name and runs `work` while it is held; free again when `work` has settled. */
export async function withAdvisoryLock<T>(
  pool: Pool,
  name: string,
  work: (transaction: PoolClient) => Promise<T>,
  { lockTimeoutMs = 10_000 }: AdvisoryLockOptions = {},
): Promise<T> {
  if (!Number.isInteger(lockTimeoutMs) || lockTimeoutMs < 1) {
    throw new RangeError(`lockTimeoutMs: a whole number from 1 up, received ${lockTimeoutMs}`);
  }
  return inTransaction(pool, async (client) => {
    await client.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [name]);
    await client.query("SET LOCAL lock_timeout = DEFAULT"); // Meant for the name, not for `work`.
    return work(client);
  });
}

/** Runs `work` if the name is free, and answers `undefined` at once if it is not. */
export async function tryWithAdvisoryLock<T>(
  pool: Pool,
  name: string,
  work: (transaction: PoolClient) => Promise<T>,
): Promise<{ readonly value: T } | undefined> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ held: boolean }>(
      "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS held",
      [name],
    );
    return rows[0]?.held === true ? { value: await work(client) } : undefined;
  });
}

async function inTransaction<T>(pool: Pool, body: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // Held for long, the connection may be lost between two statements; unheard, the error that
  // tells so would end the process. The next statement fails.
  const onLost = (): void => {};
  client.on("error", onLost);
  let isBroken = true;
  try {
    await client.query("BEGIN");
    const result = await body(client);
    await client.query("COMMIT");
    isBroken = false;
    return result;
  } finally {
    client.off("error", onLost);
    client.release(isBroken); // Closing the connection ends the transaction, and the lock with it.
  }
}
