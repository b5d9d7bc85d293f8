// Pessimistic locking with pg: lock rows, then change them, in a transaction that is redone if it
// must. The test needs a PostgreSQL, named by DATABASE_URL.
//
// Invariants the test proves:
// - no update is lost with competing connections; without the lock most are
// - transfers over the same rows in opposite orders all finish, without a single deadlock
// - a deadlock between careless transactions is redone, whole, and both finish
// - a COMMIT that committed nothing, because an error was swallowed, is an error
// - an error rolls back, frees the locks, and gives the connection back
// - a lost connection is not given back to the pool, and does not end the process
//
// Pitfalls:
// - `pool.query("BEGIN")` goes to another connection than the next statement.
// - pg's Pool waits for a connection for ever unless connectionTimeoutMillis is set.
// - After a caught error COMMIT answers ROLLBACK, and throws nothing.
// - A connection that breaks while nobody queries it emits "error"; unheard, that ends the process.
// - Retry the transaction, never the one statement: after an error it is aborted (25P02).
// - `work` runs once per attempt: no e-mail, no HTTP, no await of anything but the client.
// - A connection that breaks during COMMIT leaves the outcome unknown; it is not retried here.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { Pool, type PoolClient } from "pg";
import { inTransaction, lockRows } from "./pessimistic-locking.js";

const pool = new Pool({ connectionString: process.env["DATABASE_URL"], max: 12 });
pool.on("error", () => {}); // For idle connections that break.

before(async () => {
  await pool.query("CREATE TABLE till (id int PRIMARY KEY, cents int)");
});

beforeEach(async () => {
  await pool.query("TRUNCATE till");
  await pool.query("INSERT INTO till VALUES (1, 0), (2, 0)");
});

after(async () => {
  await pool.query("DROP TABLE till");
  await pool.end();
});

async function cents(id: number): Promise<number> {
  const sql = "SELECT cents FROM till WHERE id = $1";
  return (await pool.query<{ cents: number }>(sql, [id])).rows[0]?.cents ?? Number.NaN;
}

async function deadlocks(): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    "SELECT deadlocks::int AS n FROM pg_stat_database WHERE datname = current_database()",
  );
  return rows[0]?.n ?? Number.NaN;
}

/** A meeting point: nobody passes before `count` have arrived; whoever comes later just passes. */
function barrier(count: number): () => Promise<void> {
  let arrived = 0;
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return () => {
    arrived += 1;
    if (arrived === count) open();
    return opened;
  };
}

/** Ten read, and write what they read plus one; `readers` of them meet before the first writes. */
async function addOneTenTimes(select: string, readers: number): Promise<void> {
  const haveRead = barrier(readers);
  const one = async (client: PoolClient): Promise<void> => {
    const { rows } = await client.query<{ cents: number }>(select, [[1]]);
    await haveRead();
    const next = (rows[0]?.cents ?? Number.NaN) + 1;
    await client.query("UPDATE till SET cents = $1 WHERE id = 1", [next]);
  };
  await Promise.all(Array.from({ length: 10 }, () => inTransaction(pool, one)));
}

test("without the lock nine of ten updates are lost", async () => {
  await addOneTenTimes("SELECT cents FROM till WHERE id = ANY($1)", 10);
  assert.equal(await cents(1), 1);
});

test("with the lock none of ten updates is lost", async () => {
  await addOneTenTimes(lockRows("till"), 1); // Ten can never meet: one has the row.
  assert.equal(await cents(1), 10);
});

test("transfers in opposite orders all finish, without a deadlock", async () => {
  const before = await deadlocks();
  const transfer = (_: unknown, n: number): Promise<void> =>
    inTransaction(pool, async (client) => {
      const [from, to] = n % 2 === 0 ? [1, 2] : [2, 1];
      await client.query(lockRows("till"), [[from, to]]);
      await client.query("UPDATE till SET cents = cents - 1 WHERE id = $1", [from]);
      await client.query("UPDATE till SET cents = cents + 1 WHERE id = $1", [to]);
    });
  await Promise.all(Array.from({ length: 20 }, transfer));
  assert.deepEqual([await cents(1), await cents(2), await deadlocks()], [0, 0, before]);
});

test("a deadlock between careless transactions is redone, whole, and both finish", async () => {
  let runs = 0;
  const bothHold = barrier(2);
  const careless = (first: number, second: number): Promise<void> =>
    inTransaction(
      pool,
      async (client) => {
        runs += 1;
        await client.query("UPDATE till SET cents = cents + 1 WHERE id = $1", [first]);
        await bothHold();
        await client.query("UPDATE till SET cents = cents + 1 WHERE id = $1", [second]);
      },
      { attempts: 10 },
    );
  await Promise.all([careless(1, 2), careless(2, 1)]);
  assert.equal(runs, 3);
  assert.deepEqual([await cents(1), await cents(2)], [2, 2]);
});

test("serializable transactions are redone until each is as if alone", async () => {
  const bothHaveRead = barrier(2);
  const takeIfEmpty = (id: number): Promise<void> =>
    inTransaction(
      pool,
      async (client) => {
        const read = "SELECT sum(cents)::int AS sum FROM till";
        const { rows } = await client.query<{ sum: number }>(read);
        await bothHaveRead();
        if (rows[0]?.sum !== 0) return;
        await client.query("UPDATE till SET cents = 1 WHERE id = $1", [id]);
      },
      { isolation: "SERIALIZABLE", attempts: 20 },
    );
  await Promise.all([takeIfEmpty(1), takeIfEmpty(2)]);
  assert.equal((await cents(1)) + (await cents(2)), 1);
});

test("a COMMIT that committed nothing is an error", async () => {
  const swallowing = inTransaction(pool, async (client) => {
    await client.query("UPDATE till SET cents = 99 WHERE id = 1");
    await client.query("SELECT 1 / 0").catch(() => {});
  });
  await assert.rejects(swallowing, /nothing was committed/);
  assert.equal(await cents(1), 0);
});

test("a lock that is not free in time is the last attempt's error", async () => {
  await inTransaction(pool, async (holder) => {
    await holder.query(lockRows("till"), [[1]]);
    const lock = (client: PoolClient): Promise<unknown> => client.query(lockRows("till"), [[1]]);
    const waiting = inTransaction(pool, lock, { lockTimeoutMs: 1, attempts: 2, baseMs: 0 });
    await assert.rejects(waiting, { code: "55P03" });
  });
});

test("an error rolls back and frees the lock, and the connection is given back", async () => {
  const mine = new Error("mine");
  const failing = inTransaction(pool, async (client) => {
    await client.query("UPDATE till SET cents = 99 WHERE id = 1");
    throw mine;
  });
  await assert.rejects(failing, (error) => error === mine);
  await inTransaction(pool, (client) => client.query(`${lockRows("till")} NOWAIT`, [[1]]));
  assert.equal(await cents(1), 0);
  assert.equal(pool.idleCount, pool.totalCount);
});

test("a lost connection is not given back, and does not end the process", async () => {
  let lost: PoolClient | undefined;
  const losing = inTransaction(pool, async (client) => {
    lost = client;
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    await pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
    await new Promise((resolve) => client.once("end", resolve));
    await client.query("SELECT 1");
  });
  await assert.rejects(losing);
  await inTransaction(pool, async (client) => assert.notEqual(client, lost));
});

test("an abort before the start runs nothing; wrong limits and names are refused", async () => {
  const reason = new Error("caller left");
  const signal = AbortSignal.abort(reason);
  const aborted = inTransaction(pool, () => assert.fail("ran"), { signal });
  await assert.rejects(aborted, (error) => error === reason);
  const wrong = inTransaction(pool, () => assert.fail("ran"), { lockTimeoutMs: 0 });
  await assert.rejects(wrong, /lockTimeoutMs: a whole number from 1 up, received 0/);
  const quoted = `SELECT * FROM "a""b" WHERE "id" = ANY($1) ORDER BY "id" FOR UPDATE`;
  assert.equal(lockRows('a"b'), quoted);
});
