// Advisory lock with pg: one holder of a name at a time in all of a PostgreSQL database. The test
// needs a PostgreSQL, named by DATABASE_URL.
//
// Invariants the test proves:
// - one holder at a time among competing connections; other names are not held up
// - trying answers at once, and exactly one of many competitors gets the name
// - the name is free again after success and after an error, and no connection is left checked out
// - a wait for the name ends at its limit, and the limit is not the work's
// - a connection that is lost fails its holder and nobody else
//
// Pitfalls:
// - `pool.query("SELECT pg_advisory_lock(...)")` locks on one connection and unlocks on another.
// - The block is a transaction: what `work` writes through it is committed when it ends.
// - A holder keeps a connection for as long as it works: keep it short, or give it its own pool.
// - pg's Pool waits for a connection for ever unless connectionTimeoutMillis is set.
// - A connection that breaks while nobody queries it emits "error"; unheard, that ends the process.
// - The lock is lost with the connection, while your code goes on: guard what it writes elsewhere
//   with a fencing token or a constraint.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Pool } from "pg";
import { tryWithAdvisoryLock, withAdvisoryLock } from "./advisory-lock.js";

const pool = new Pool({ connectionString: process.env["DATABASE_URL"], max: 10 });
pool.on("error", () => {}); // For idle connections that break.

after(() => pool.end());

function expectNothingCheckedOut(): void {
  assert.deepEqual([pool.idleCount, pool.waitingCount], [pool.totalCount, 0]);
}

test("one holder of a name at a time", async () => {
  let inside = 0;
  let peak = 0;
  const work = (): Promise<void> =>
    withAdvisoryLock(pool, "job", async (client) => {
      peak = Math.max(peak, (inside += 1));
      await client.query("SELECT pg_sleep(0.002)");
      inside -= 1;
    });
  await Promise.all(Array.from({ length: 8 }, work));
  assert.equal(peak, 1);
  expectNothingCheckedOut();
});

test("exactly one of many competitors gets a yes, and another name is free", async () => {
  const answers = await withAdvisoryLock(pool, "nightly", () => {
    const names = [...Array.from({ length: 5 }, () => "nightly"), "weekly"];
    return Promise.all(names.map((name) => tryWithAdvisoryLock(pool, name, async () => name)));
  });
  const refused = Array.from({ length: 5 }, () => undefined);
  assert.deepEqual(answers, [...refused, { value: "weekly" }]);
});

test("the name is free again after an error", async () => {
  const failing = withAdvisoryLock(pool, "again", () => Promise.reject(new Error("mine")));
  await assert.rejects(failing, /mine/);
  const answer = await tryWithAdvisoryLock(pool, "again", async () => "free");
  assert.deepEqual(answer, { value: "free" });
  expectNothingCheckedOut();
});

test("the wait for a name has a limit, which is not the work's", async () => {
  await withAdvisoryLock(pool, "held", async () => {
    const waiting = withAdvisoryLock(pool, "held", () => assert.fail("held twice"), {
      lockTimeoutMs: 1,
    });
    await assert.rejects(waiting, { code: "55P03" });
  });
  const limit = await withAdvisoryLock(
    pool,
    "held",
    async (client) => {
      const { rows } = await client.query<{ lock_timeout: string }>("SHOW lock_timeout");
      return rows[0]?.lock_timeout;
    },
    { lockTimeoutMs: 7 },
  );
  assert.equal(limit, "0");
  await assert.rejects(
    withAdvisoryLock(pool, "x", () => Promise.resolve(), { lockTimeoutMs: 0.5 }),
    /lockTimeoutMs: a whole number from 1 up, received 0.5/,
  );
});

test("a lost connection fails its holder, and the name is free", async () => {
  const lost = withAdvisoryLock(pool, "lost", async (client) => {
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    await pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
    await withAdvisoryLock(pool, "lost", () => Promise.resolve()); // Free as soon as it is gone.
    await client.query("SELECT 1");
  });
  await assert.rejects(lost);
  expectNothingCheckedOut();
});
