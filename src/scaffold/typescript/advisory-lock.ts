/**
 * Advisory lock: one holder of a name at a time in all of a PostgreSQL database.
 *
 * For work that has no row of its own to lock: a nightly job, a migration, "create unless there".
 * The lock belongs to the transaction, `pg_advisory_xact_lock`, so COMMIT, ROLLBACK and a lost
 * connection all free it, and no pool can lose it. The name is hashed to PostgreSQL's 64-bit key.
 *
 * Invariants the test proves:
 * - one holder at a time among competing connections; other names are not held up
 * - tryAdvisoryLock answers at once; exactly one of many competitors gets a yes
 * - the lock is free again after COMMIT and after ROLLBACK
 * - several names are locked in sorted order, so that two callers cannot deadlock
 *
 * Pitfalls:
 * - Call it inside a transaction: outside it is free again when the statement ends.
 * - The session's kind, `pg_advisory_lock`, leaks through pools: it is freed only on the very
 *   connection that took it, and a pool gives you another one.
 * - Set lock_timeout, or a waiter waits for ever.
 * - Two names can have one hash, once in 2^64: then they wait for each other, which does no harm.
 * - It protects only against those who ask for it too. A constraint protects against all.
 * - The lock is lost with the connection, while your code goes on: guard what it writes elsewhere
 *   with a fencing token or a constraint.
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
