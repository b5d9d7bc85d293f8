// Optimistic locking with pg: the write names the version that was read, or it is done again. The
// test needs a PostgreSQL, named by DATABASE_URL.
//
// Invariants the test proves:
// - no update is lost with competing connections; the same work without the version loses most
// - the version grows by one for each change, also as a bigint, which pg gives as text
// - attempts are bounded, and the last conflict is raised as Conflict
// - an abort ends the loop during a delay; a key that is not unique is refused
//
// Pitfalls:
// - pg gives `bigint` and `numeric` as text: `version + 1` in JavaScript makes "11" of "1".
// - `rowCount` is null for some statements, so it is compared with 1, never taken as a truth.
// - Try without any of this first: `UPDATE t SET n = n + 1`, a constraint, or ON CONFLICT.
// - `change` runs once per attempt, so it must be free of side effects.
// - Every writer must take part; one UPDATE without the version overwrites silently.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Pool } from "pg";
import { Conflict, updateVersioned } from "./optimistic-locking.js";

const pool = new Pool({ connectionString: process.env["DATABASE_URL"], max: 10 });

const statements = {
  read: "SELECT sold AS value, version FROM seat WHERE id = $1",
  write: "UPDATE seat SET sold = $1, version = version + 1 WHERE id = $2 AND version = $3",
};

before(async () => {
  await pool.query("CREATE TABLE seat (id int, sold int, version bigint)");
  await pool.query("INSERT INTO seat VALUES (1, 0, 0), (2, 0, 0), (3, 0, 0), (4, 0, 0), (4, 0, 0)");
});

after(async () => {
  await pool.query("DROP TABLE seat");
  await pool.end();
});

/** Ten who all read before the first of them writes. */
async function sellTenTimes(id: number, write: string): Promise<unknown> {
  let arrived = 0;
  let open = (): void => {};
  const allHaveRead = new Promise<void>((resolve) => (open = resolve));
  const meeting = {
    query: async (sql: string, values: unknown[]) => {
      const result = await pool.query(sql, values);
      if (sql !== statements.read) return result;
      arrived += 1;
      if (arrived === 10) open();
      await allHaveRead;
      return result;
    },
  } as Pool;
  const limits = { attempts: 200, baseMs: 1, capMs: 20 };
  const sell = (): Promise<number> =>
    updateVersioned(meeting, { ...statements, write }, id, (sold: number) => sold + 1, limits);
  await Promise.all(Array.from({ length: 10 }, sell));
  return (await pool.query("SELECT sold, version FROM seat WHERE id = $1", [id])).rows[0];
}

test("without the version nine of ten updates are lost", async () => {
  const careless = statements.write.replace("version = $3", "$3::bigint IS NOT NULL");
  assert.deepEqual(await sellTenTimes(1, careless), { sold: 1, version: "10" });
});

test("with the version none of ten updates is lost", async () => {
  assert.deepEqual(await sellTenTimes(2, statements.write), { sold: 10, version: "10" });
});

/** The row changes between each read and write of somebody else. */
async function alwaysLate(signal?: AbortSignal, baseMs = 0): Promise<number> {
  const rival = (sold: number): number => {
    void pool.query("UPDATE seat SET version = version + 1 WHERE id = 3");
    return sold;
  };
  const never = { ...statements, write: statements.write.replace("$3", "$3::bigint - 1") };
  const capMs = baseMs;
  return updateVersioned(pool, never, 3, rival, { attempts: 3, baseMs, capMs, signal });
}

test("attempts are bounded", async () => {
  await assert.rejects(alwaysLate(), new Conflict("gave up after 3 attempts"));
  const none = updateVersioned(pool, statements, 3, (sold: number) => sold, { attempts: 0 });
  await assert.rejects(none, /attempts: 1 or more, received 0/);
});

test("an abort during a delay ends the loop with the caller's reason", async () => {
  const controller = new AbortController();
  const reason = new Error("caller left");
  const running = alwaysLate(controller.signal, 2 ** 30);
  setTimeout(() => controller.abort(reason), 20);
  await assert.rejects(running, (error) => error === reason);
});

test("a key that is not unique or not there, and another statement, are refused", async () => {
  const same = (sold: number): number => sold;
  await assert.rejects(updateVersioned(pool, statements, 4, same), /2 rows were changed/);
  await assert.rejects(updateVersioned(pool, statements, 5, same), /there is no row 5/);
  const selects = { ...statements, write: "SELECT $1::int, $2::int, $3::bigint" };
  await assert.rejects(updateVersioned(pool, selects, 3, same), /UPDATE was expected, not SELECT/);
});
