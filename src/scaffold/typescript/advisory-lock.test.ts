// Advisory lock: one holder of a name at a time in all of a PostgreSQL database. The test needs
// a PostgreSQL, named by DATABASE_URL.
//
// Invariants the test proves:
// - one holder at a time among competing connections; other names are not held up
// - tryAdvisoryLock answers at once; exactly one of many competitors gets a yes
// - the lock is free again after COMMIT and after ROLLBACK
// - several names are locked in sorted order, so that two callers cannot deadlock
//
// Pitfalls:
// - Call it inside a transaction: outside it is free again when the statement ends.
// - The session's kind, `pg_advisory_lock`, leaks through pools: it is freed only on the very
//   connection that took it, and a pool gives you another one.
// - Set lock_timeout, or a waiter waits for ever.
// - Two names can have one hash, once in 2^64: then they wait for each other, which does no harm.
// - It protects only against those who ask for it too. A constraint protects against all.
// - The lock is lost with the connection, while your code goes on: guard what it writes elsewhere
//   with a fencing token or a constraint.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Pool, type PoolClient } from "pg";
import { advisoryLock, tryAdvisoryLock } from "./advisory-lock.js";

const pool = new Pool({ connectionString: process.env["DATABASE_URL"], max: 10 });

after(() => pool.end());

async function transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

test("one holder of a name at a time", async () => {
  let inside = 0;
  let peak = 0;
  await Promise.all(
    Array.from({ length: 8 }, () =>
      transaction(async (client) => {
        await advisoryLock(client, "job");
        peak = Math.max(peak, (inside += 1));
        await client.query("SELECT pg_sleep(0.002)");
        inside -= 1;
      }),
    ),
  );
  assert.equal(peak, 1);
});

test("exactly one of many competitors gets a yes, and another name is free", async () => {
  const answers = await transaction(async (holder) => {
    await advisoryLock(holder, "nightly");
    const tries = [...Array.from({ length: 5 }, () => "nightly"), "weekly"];
    return Promise.all(tries.map((name) => transaction((client) => tryAdvisoryLock(client, name))));
  });
  assert.deepEqual(answers, [false, false, false, false, false, true]);
});

test("the lock is free again after COMMIT and after ROLLBACK", async () => {
  await transaction((client) => advisoryLock(client, "again"));
  await assert.rejects(
    transaction(async (client) => {
      await advisoryLock(client, "again");
      throw new Error("mine");
    }),
    /mine/,
  );
  assert.equal(await transaction((client) => tryAdvisoryLock(client, "again")), true);
});

test("names in opposite orders do not deadlock", async () => {
  const both = (...names: [string, string]): Promise<void> =>
    transaction((client) => advisoryLock(client, ...names));
  await Promise.all(
    Array.from({ length: 10 }, (_, n) => (n % 2 ? both("a", "b") : both("b", "a"))),
  );
});

test("names are parameters, sorted, each once", async () => {
  const log: unknown[] = [];
  const query = (sql: string, values: unknown[]): Promise<{ rows: unknown[] }> => {
    log.push(values[0]);
    assert.match(sql, /^SELECT pg_advisory_xact_lock\(hashtextextended\(\$1, 0\)\)$/);
    return Promise.resolve({ rows: [] });
  };
  await advisoryLock({ query }, "b", "a'; --", "b");
  assert.deepEqual(log, ["a'; --", "b"]);
});
