// Pessimistic locking: lock rows, then change them, in a transaction that is redone if it must.
// The test needs a PostgreSQL, named by DATABASE_URL.
//
// Invariants the test proves:
// - no update is lost with competing connections; without the lock most are
// - transfers over the same rows in opposite orders all finish, without a single deadlock
// - a deadlock between careless transactions is redone, whole, and both finish
// - an error rolls back, frees the locks, and gives the connection back exactly once
// - a connection whose rollback fails or hangs is given back as broken
//
// Pitfalls:
// - `BEGIN` through a pool's own query method goes to another connection than the next statement.
// - Retry the transaction, never the one statement: after an error it is aborted (25P02).
// - `work` runs once per attempt: no e-mail, no HTTP, no await of anything but the connection.
// - A connection that breaks during COMMIT leaves the outcome unknown; it is not retried here.
// - Taking a second connection inside `work` can deadlock the pool (see pool-sizing).
// - pg's Pool waits for a connection for ever unless connectionTimeoutMillis is set.
// - An abort is looked at between attempts and before `work`; it does not stop a running query.
// - Behind PgBouncer in transaction mode only SET LOCAL is safe, as used here.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { Pool, type PoolClient } from "pg";
import { type Connection, inTransaction, lockRows } from "./pessimistic-locking.js";

const pool = new Pool({ connectionString: process.env["DATABASE_URL"], max: 12 });
const connect = (): Promise<PoolClient> => pool.connect();

before(async () => {
  await pool.query("CREATE TABLE account (id int PRIMARY KEY, cents int)");
});

beforeEach(async () => {
  await pool.query("TRUNCATE account");
  await pool.query("INSERT INTO account VALUES (1, 0), (2, 0)");
});

after(async () => {
  await pool.query("DROP TABLE account");
  await pool.end();
});

async function cents(id: number): Promise<number> {
  const { rows } = await pool.query<{ cents: number }>("SELECT cents FROM account WHERE id = $1", [
    id,
  ]);
  return rows[0]?.cents ?? Number.NaN;
}

async function deadlocks(): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    "SELECT deadlocks::int AS n FROM pg_stat_database WHERE datname = current_database()",
  );
  return rows[0]?.n ?? Number.NaN;
}

/** Ten read, and write what they read plus one; `readers` of them meet before the first writes. */
async function addOneTenTimes(select: string, readers: number): Promise<void> {
  let read = 0;
  let open: () => void;
  const allHaveRead = new Promise<void>((resolve) => {
    open = resolve;
  });
  const one = async (client: PoolClient): Promise<void> => {
    const { rows } = await client.query<{ cents: number }>(select, [[1]]);
    const next = (rows[0]?.cents ?? Number.NaN) + 1;
    read += 1;
    if (read === readers) open();
    await allHaveRead;
    await client.query("UPDATE account SET cents = $1 WHERE id = 1", [next]);
  };
  await Promise.all(Array.from({ length: 10 }, () => inTransaction(connect, one)));
}

test("without the lock nine of ten updates are lost", async () => {
  await addOneTenTimes("SELECT cents FROM account WHERE id = ANY($1)", 10);
  assert.equal(await cents(1), 1);
});

test("with the lock none of ten updates is lost", async () => {
  await addOneTenTimes(lockRows("account"), 1); // Ten can never meet: one has the row.
  assert.equal(await cents(1), 10);
});

test("transfers in opposite orders all finish, without a deadlock", async () => {
  const before = await deadlocks();
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => {
      const [from, to] = n % 2 === 0 ? [1, 2] : [2, 1];
      return inTransaction(connect, async (client) => {
        await client.query(lockRows("account"), [[from, to]]);
        await client.query("UPDATE account SET cents = cents - 1 WHERE id = $1", [from]);
        await client.query("UPDATE account SET cents = cents + 1 WHERE id = $1", [to]);
      });
    }),
  );
  assert.deepEqual([await cents(1), await cents(2), await deadlocks()], [0, 0, before]);
});

test("a deadlock between careless transactions is redone, whole, and both finish", async () => {
  let runs = 0;
  let bothHold: () => void;
  const meeting = new Promise<void>((resolve) => {
    bothHold = resolve;
  });
  const careless = async (first: number, second: number): Promise<void> =>
    inTransaction(
      connect,
      async (client) => {
        const run = (runs += 1);
        await client.query("UPDATE account SET cents = cents + 1 WHERE id = $1", [first]);
        if (run === 2) bothHold();
        if (run <= 2) await meeting;
        await client.query("UPDATE account SET cents = cents + 1 WHERE id = $1", [second]);
      },
      { attempts: 10 },
    );
  await Promise.all([careless(1, 2), careless(2, 1)]);
  assert.equal(runs, 3);
  assert.deepEqual([await cents(1), await cents(2)], [2, 2]);
});

test("a lock that is not free in time is an error, and the last attempt's is thrown", async () => {
  await inTransaction(connect, async (holder) => {
    await holder.query(lockRows("account"), [[1]]);
    const waiting = inTransaction(connect, (client) => client.query(lockRows("account"), [[1]]), {
      lockTimeoutMs: 1,
      attempts: 2,
      baseMs: 0,
    });
    await assert.rejects(waiting, { code: "55P03" });
  });
});

test("serializable transactions are redone until each is as if alone", async () => {
  let reads = 0;
  let open: () => void;
  const bothHaveRead = new Promise<void>((resolve) => {
    open = resolve;
  });
  const read = "SELECT sum(cents)::int AS sum FROM account";
  await Promise.all(
    [1, 2].map((id) =>
      inTransaction(
        connect,
        async (client) => {
          const { rows } = await client.query<{ sum: number }>(read);
          reads += 1;
          if (reads === 2) open();
          await bothHaveRead;
          if (rows[0]?.sum === 0)
            await client.query("UPDATE account SET cents = 1 WHERE id = $1", [id]);
        },
        { isolation: "SERIALIZABLE", attempts: 20 },
      ),
    ),
  );
  assert.equal((await cents(1)) + (await cents(2)), 1);
});

test("an error rolls back and frees the lock, and the connection is given back", async () => {
  const mine = new Error("mine");
  const failing = inTransaction(connect, async (client) => {
    await client.query("UPDATE account SET cents = 99 WHERE id = 1");
    throw mine;
  });
  await assert.rejects(failing, (error) => error === mine);
  await inTransaction(connect, (client) => client.query(`${lockRows("account")} NOWAIT`, [[1]]));
  assert.equal(await cents(1), 0);
  assert.equal(pool.idleCount, pool.totalCount);
});

/** A connection that fails on purpose; `rollback` says how its rollback goes. */
function failing(rollback: () => Promise<unknown>, released: unknown[]): Connection {
  return {
    query: (sql) => (sql === "ROLLBACK" ? rollback() : Promise.resolve()),
    release: (error) => released.push(error?.message),
  };
}

test("a connection whose rollback fails or hangs is given back once, as broken", async () => {
  const released: unknown[] = [];
  for (const rollback of [
    () => Promise.reject(new Error("gone")),
    () => new Promise<never>(() => undefined),
    () => Promise.resolve(),
  ]) {
    const connection = failing(rollback, released);
    await assert.rejects(
      inTransaction(
        () => Promise.resolve(connection),
        () => Promise.reject(new Error("mine")),
        { rollbackMs: 1 },
      ),
      /mine/,
    );
  }
  assert.deepEqual(released, ["the rollback failed", "the rollback failed", undefined]);
});

test("an abort before the start runs nothing", async () => {
  const reason = new Error("caller left");
  const running = inTransaction(connect, () => assert.fail("ran"), {
    signal: AbortSignal.abort(reason),
  });
  await assert.rejects(running, (error) => error === reason);
});

test("names that are no identifiers, and wrong limits, are refused", async () => {
  assert.equal(
    lockRows("account"),
    'SELECT * FROM "account" WHERE "id" = ANY($1) ORDER BY "id" FOR UPDATE',
  );
  assert.throws(() => lockRows('a"; DROP TABLE b'), /not a plain identifier/);
  assert.throws(() => lockRows("a", "b c"), /not a plain identifier/);
  await assert.rejects(
    inTransaction(connect, () => Promise.resolve(), { lockTimeoutMs: 0 }),
    /lockTimeoutMs must be an integer of at least 1, received 0/,
  );
});
