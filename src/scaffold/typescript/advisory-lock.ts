/**
 * Advisory lock: one holder of a name at a time in all of a PostgreSQL database.
 *
 * For work that has no row of its own to lock: a nightly job, a migration, "create unless there".
 * The lock belongs to the transaction, `pg_advisory_xact_lock`, so COMMIT, ROLLBACK and a lost
 * connection all free it, and no pool can lose it. The name is hashed to PostgreSQL's 64-bit key.
 */

/** A connection with an open transaction, such as pg's PoolClient after BEGIN; not a pool. */
export interface Queryable {
  query(sql: string, values: unknown[]): Promise<{ rows: unknown[] }>;
}

/** Waits until this transaction holds every name; until lock_timeout, then the driver's 55P03. */
export async function advisoryLock(
  transaction: Queryable,
  ...names: [string, ...string[]]
): Promise<void> {
  for (const name of [...new Set(names)].sort()) {
    await transaction.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [name]);
  }
}

/** Takes the name if it is free. Never waits; when false, do something else or end. */
export async function tryAdvisoryLock(transaction: Queryable, name: string): Promise<boolean> {
  const { rows } = await transaction.query(
    "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked",
    [name],
  );
  return (rows[0] as { locked?: unknown } | undefined)?.locked === true;
}
