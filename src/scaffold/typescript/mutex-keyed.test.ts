// A mutex lets one task at a time through a critical section; a keyed mutex does so for each key.
// JavaScript runs undisturbed up to the next `await`, so a lock is needed only where a read and the
// write that depends on it have an `await` between them.
//
// Invariants the test proves:
// - no update is lost behind the mutex, also with staggered arrivals; without it updates are lost
// - strictly first come, first served
// - tasks of different keys run at the same time, and a key nobody uses is forgotten
// - an aborted waiter leaves at once and holds nothing; a task that throws lets the next one in
//
// Pitfalls:
// - It is not reentrant: a holder that asks again waits for itself. Pass state, not the lock.
// - Several keyed mutexes taken one after another deadlock unless all take them in one order.
// - It holds in one process only; across processes lock in the database.
// - Do not await slow I/O of somebody else under a lock: everybody waits for it.
// - Two requests for the same answer need no lock: share one promise.
import assert from "node:assert/strict";
import { test } from "node:test";
import { KeyedMutex } from "../../primitives/keyed-mutex.js";
import { Mutex } from "../../primitives/mutex.js";
import { FakeTasks, settled } from "./fake-tasks.js";

/** Twenty staggered increments, each with an await between its read and its write. */
async function increments(run: (task: () => Promise<void>) => Promise<void>): Promise<number> {
  let value = 0;
  const increment = async (): Promise<void> => {
    const read = value;
    await settled();
    value = read + 1;
  };
  await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      for (let turns = n % 4; turns > 0; turns -= 1) await settled();
      await run(increment);
    }),
  );
  return value;
}

test("updates are lost without the mutex, none with it", async () => {
  const mutex = new Mutex();
  const keys = new KeyedMutex<string>();
  assert.ok((await increments((task) => task())) < 20);
  assert.equal(await increments((task) => mutex.run(task)), 20);
  assert.equal(await increments((task) => keys.run("key", task)), 20);
  assert.deepEqual(keys.stats().keys, 0);
});

test("first come, first served", async () => {
  const mutex = new Mutex();
  const release = await mutex.acquire();
  const order: string[] = [];
  const waiting = ["a", "b", "c"].map((name) => mutex.run(() => order.push(name)));
  assert.equal(mutex.tryAcquire(), undefined);
  release();
  release();
  await Promise.all(waiting);
  assert.deepEqual(order, ["a", "b", "c"]);
  assert.equal(mutex.stats().held, false);
});

test("different keys run at the same time, one key does not", async () => {
  const keys = new KeyedMutex<string>();
  const tasks = new FakeTasks();
  const all = ["x1", "x2", "y1"].map((name) => keys.run(name.slice(0, 1), () => tasks.run(name)));
  await settled();
  assert.deepEqual(tasks.log, ["x1 starts", "y1 starts"]);
  tasks.finish("x1");
  tasks.finish("y1");
  await settled();
  tasks.finish("x2");
  await Promise.all(all);
  assert.deepEqual({ keys: keys.stats().keys, peak: tasks.peak }, { keys: 0, peak: 2 });
});

test("an aborted waiter leaves at once, and the one behind it gets the key", async () => {
  const keys = new KeyedMutex<number>();
  const release = await keys.acquire(1);
  const controller = new AbortController();
  const leaving = keys.acquire(1, { signal: controller.signal });
  const behind = keys.acquire(1);
  const reason = new Error("caller left");
  controller.abort(reason);
  await assert.rejects(leaving, (error) => error === reason);
  assert.equal(keys.stats().keys, 1);
  release();
  (await behind)();
  assert.deepEqual(
    { keys: keys.stats().keys, waiting: keys.stats().waiting },
    { keys: 0, waiting: 0 },
  );
});

test("a task that throws lets the next one in", async () => {
  const keys = new KeyedMutex<string>();
  const failing = keys.run("key", () => Promise.reject(new Error("mine")));
  const next = keys.run("key", () => "next");
  await assert.rejects(failing, /mine/);
  assert.equal(await next, "next");
});
