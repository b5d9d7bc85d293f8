// Optimistic locking: read a row with its version, write only if nobody wrote since, else redo.
// The test needs a PostgreSQL, named by DATABASE_URL.
//
// Invariants the test proves:
// - no update is lost with competing connections; the same work without the version loses most
// - the version grows by one for each change
// - after a conflict the change is applied to the new value, not the old one
// - attempts are bounded, and the last conflict is raised as Conflict
// - delays are random and bounded by the cap; an abort ends the loop, also during a delay
//
// Pitfalls:
// - Try without any of this first: `UPDATE t SET n = n + 1`, a constraint, or ON CONFLICT.
// - With many writers on one row most work is redone: take pessimistic-locking there.
// - `change` runs once per attempt, so it must be free of side effects.
// - Every writer must take part; one UPDATE without the version overwrites silently.
// - A time stamp is no version: two writes can share it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Pool } from "pg";
import { Conflict, type VersionedRow, updateVersioned } from "./optimistic-locking.js";

const pool = new Pool({ connectionString: process.env["DATABASE_URL"], max: 10 });

before(async () => {
  await pool.query("CREATE TABLE ticket (id int PRIMARY KEY, sold int, version int)");
});

after(async () => {
  await pool.query("DROP TABLE ticket");
  await pool.end();
});

/** A meeting point: nobody passes before `count` have arrived; whoever comes later just passes. */
function barrier(count: number): () => Promise<void> {
  let arrived = 0;
  let open: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    arrived += 1;
    if (arrived === count) open();
    return opened;
  };
}

/** One ticket that ten read before the first writes; not `versioned` means: write regardless. */
function ticket(id: number, versioned: boolean): VersionedRow<number> {
  const allHaveRead = barrier(10);
  return {
    async read() {
      const { rows } = await pool.query<{ sold: number; version: number }>(
        "SELECT sold, version FROM ticket WHERE id = $1",
        [id],
      );
      const [row] = rows;
      if (row === undefined) throw new Error(`no ticket ${id}`);
      await allHaveRead();
      return { value: row.sold, version: row.version };
    },
    async write(sold, version) {
      const { rowCount } = await pool.query(
        `UPDATE ticket SET sold = $1, version = version + 1
          WHERE id = $2 AND ($3 OR version = $4)`,
        [sold, id, !versioned, version],
      );
      return rowCount ?? 0;
    },
  };
}

async function sellTenTimes(id: number, versioned: boolean): Promise<unknown> {
  await pool.query("INSERT INTO ticket VALUES ($1, 0, 0)", [id]);
  const row = ticket(id, versioned);
  await Promise.all(
    Array.from({ length: 10 }, () =>
      updateVersioned(row, (sold) => sold + 1, { attempts: 200, baseMs: 1, capMs: 20 }),
    ),
  );
  const { rows } = await pool.query("SELECT sold, version FROM ticket WHERE id = $1", [id]);
  return rows[0];
}

test("without the version nine of ten updates are lost", async () => {
  assert.deepEqual(await sellTenTimes(1, false), { sold: 1, version: 10 });
});

test("with the version none of ten updates is lost", async () => {
  assert.deepEqual(await sellTenTimes(2, true), { sold: 10, version: 10 });
});

test("after a conflict the change sees the new value", async () => {
  const seen: number[] = [];
  let reads = 0;
  const row = {
    read: () =>
      Promise.resolve(
        [
          { value: 5, version: 1 },
          { value: 8, version: 2 },
        ][reads++]!,
      ),
    write: (_value: number, version: number) => Promise.resolve(version === 2 ? 1 : 0),
  };
  const change = (value: number): number => {
    seen.push(value);
    return value * 10;
  };
  assert.equal(await updateVersioned(row, change, { baseMs: 0 }), 80);
  assert.deepEqual(seen, [5, 8]);
});

const late = {
  read: () => Promise.resolve({ value: 0, version: 0 }),
  write: () => Promise.resolve(0),
};

test("attempts and delays are bounded", async () => {
  const delays: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    delays.push(ms);
    return Promise.resolve();
  };
  const options = { attempts: 5, baseMs: 100, capMs: 300, sleep, random: () => 1 };
  await assert.rejects(
    updateVersioned(late, (value) => value, options),
    new Conflict("gave up after 5 attempts"),
  );
  assert.deepEqual(delays, [100, 200, 300, 300]);
});

test("an abort during a delay ends the loop with the caller's reason", async () => {
  const controller = new AbortController();
  const reason = new Error("caller left");
  const running = updateVersioned(late, (value) => value, {
    baseMs: 60_000,
    capMs: 60_000,
    random: () => 1,
    signal: controller.signal,
  });
  setImmediate(() => controller.abort(reason));
  await assert.rejects(running, (error) => error === reason);
});

test("a key that is not unique, and no attempts, are refused", async () => {
  const two = { ...late, write: () => Promise.resolve(2) };
  await assert.rejects(
    updateVersioned(two, (value) => value),
    /changed 2 rows/,
  );
  await assert.rejects(
    updateVersioned(late, (value) => value, { attempts: 0 }),
    /at least 1, received 0/,
  );
});
