// A keyed mutex on async-mutex: one task at a time for each key. It adds what async-mutex lacks:
// a lock per key that is forgotten when nobody uses it, and waiters that can be aborted.
//
// Invariants the test proves:
// - no update of a key is lost, also with staggered arrivals; without the mutex updates are lost
// - strictly first come, first served
// - tasks of different keys run at the same time, and a key nobody uses is forgotten
// - an aborted waiter is told at once and never started; the one behind it gets its turn
// - a task that throws, also at once, lets the next one in
//
// Pitfalls:
// - async-mutex's `withTimeout` leaves the waiter that timed out in the line.
// - `release` of its Semaphore may be called too often, and then more run than should; with
//   `runExclusive` it cannot.
// - `cancel()` rejects everybody who waits, not one caller; it is no substitute for a signal.
// - It is not reentrant: a holder that asks again waits for itself. Pass state, not the lock.
// - Waiters with a higher `priority` overtake the others, who may then starve.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { FakeTasks, settled } from "../fake-tasks.js";
import { KeyedMutex } from "./mutex-keyed.js";

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
  const keys = new KeyedMutex<string>();
  assert.ok((await increments((task) => task())) < 20);
  assert.equal(await increments((task) => keys.run("key", task)), 20);
  assert.deepEqual(keys.stats(), { keys: 0, waiting: 0 });
});

test("first come, first served", async () => {
  const keys = new KeyedMutex<string>();
  const tasks = new FakeTasks();
  const all = ["a", "b", "c"].map((name) => keys.run("key", () => tasks.run(name)));
  for (const name of ["a", "b", "c"]) {
    await settled();
    assert.equal(tasks.live, 1);
    tasks.finish(name);
  }
  assert.deepEqual(await Promise.all(all), ["a", "b", "c"]);
});

test("different keys run at the same time, one key does not", async () => {
  const keys = new KeyedMutex<string>();
  const tasks = new FakeTasks();
  const all = ["x1", "x2", "y1"].map((name) => keys.run(name.slice(0, 1), () => tasks.run(name)));
  await settled();
  assert.deepEqual(tasks.log, ["x1 starts", "y1 starts"]);
  assert.deepEqual(keys.stats(), { keys: 2, waiting: 1 });
  tasks.finish("x1");
  tasks.finish("y1");
  await settled();
  tasks.finish("x2");
  await Promise.all(all);
  assert.deepEqual(keys.stats(), { keys: 0, waiting: 0 });
});

test("an aborted waiter is told at once, and the one behind it gets the key", async () => {
  const keys = new KeyedMutex<number>();
  const tasks = new FakeTasks();
  const controller = new AbortController();
  const { signal } = controller;
  const holding = keys.run(1, () => tasks.run("holding"));
  const leaving = keys.run(1, () => tasks.run("leaving"), signal);
  const behind = keys.run(1, () => tasks.run("behind"), new AbortController().signal);
  await settled();
  const reason = new Error("caller left");
  controller.abort(reason);
  await assert.rejects(leaving, (error) => error === reason);
  assert.deepEqual(keys.stats(), { keys: 1, waiting: 1 });
  tasks.finish("holding");
  await settled();
  tasks.finish("behind");
  assert.deepEqual(await Promise.all([holding, behind]), ["holding", "behind"]);
  assert.equal(tasks.log.includes("leaving starts"), false);
  assert.equal(getEventListeners(signal, "abort").length, 0);
  assert.deepEqual(keys.stats(), { keys: 0, waiting: 0 });
  await assert.rejects(
    keys.run(1, () => tasks.run("late"), signal),
    (error) => error === reason,
  );
});

test("a task that throws lets the next one in", async () => {
  const keys = new KeyedMutex<string>();
  const failing = keys.run("key", () => {
    throw new Error("mine");
  });
  const next = keys.run("key", () => "next");
  await assert.rejects(failing, /mine/);
  assert.equal(await next, "next");
});
