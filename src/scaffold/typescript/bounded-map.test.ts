// A bounded map applies a function to every input, at most `limit` at a time, and returns the
// results in the order of the inputs. It reads its source only as fast as it works it off.
//
// Invariants the test proves:
// - results in the order of the inputs, never more than `limit` calls at once, and that many
// - on an error no further input is pulled, the calls in flight are cancelled and waited for, the
//   source is closed, and the first error is what the map rejects with
// - an abort from outside does the same with its reason
// - arrays, generators and asynchronous sources, also empty ones and ones that throw
//
// Pitfalls:
// - `Promise.all(items.map(limit(fn)))` bounds what runs and queues the rest: memory grows with
//   the list, and after an error the rest still runs.
// - Pass the signal on: a call that ignores it delays the rejection.
// - To go on after errors use settle-all; this map stops at the first.
// - The limit is per call of the map. For one limit over many maps share a semaphore.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { mapConcurrent } from "../../primitives/map-concurrent.js";
import { FakeTasks, settled } from "./fake-tasks.js";

test("results are in the order of the inputs, and `limit` run at once", async () => {
  const tasks = new FakeTasks();
  const mapped = mapConcurrent(["a", "b", "c"], (name) => tasks.run(name), { limit: 2 });
  await settled();
  assert.deepEqual(tasks.log, ["a starts", "b starts"]);
  tasks.finish("b");
  await settled();
  assert.equal(tasks.isRunning("c"), true);
  tasks.finish("c");
  tasks.finish("a");
  assert.deepEqual(await mapped, ["a", "b", "c"]);
  assert.equal(tasks.peak, 2);
});

test("an error stops the pulling, cancels what runs and closes the source", async () => {
  const tasks = new FakeTasks();
  let pulled = 0;
  let closed = false;
  function* names(): Generator<string> {
    try {
      while (pulled < 1_000_000) yield `${(pulled += 1)}`;
    } finally {
      closed = true;
    }
  }
  const mapped = mapConcurrent(names(), (name, _index, signal) => tasks.run(name, signal), {
    limit: 3,
  });
  await settled();
  const mine = new Error("mine");
  tasks.fail("2", mine);
  await assert.rejects(mapped, (error) => error === mine);
  assert.deepEqual({ pulled, closed, live: tasks.live }, { pulled: 3, closed: true, live: 0 });
});

test("a call in flight that cleans up slowly is waited for", async () => {
  let cleaned = false;
  const mapped = mapConcurrent(
    [1, 2],
    async (item) => {
      if (item === 2) throw new Error("two");
      for (let turns = 0; turns < 5; turns += 1) await settled();
      cleaned = true;
    },
    { limit: 2 },
  );
  await assert.rejects(mapped, /two/);
  assert.equal(cleaned, true);
});

test("an abort from outside rejects with its reason and leaves no listener", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const tasks = new FakeTasks();
  const mapped = mapConcurrent(["a", "b"], (name, _index, own) => tasks.run(name, own), {
    limit: 1,
    signal,
  });
  await settled();
  const reason = new Error("caller left");
  controller.abort(reason);
  await assert.rejects(mapped, (error) => error === reason);
  assert.deepEqual(tasks.log, ["a starts", "a is cancelled"]);
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("an asynchronous source is read as fast as it is worked off", async () => {
  let made = 0;
  async function* numbers(): AsyncGenerator<number> {
    while (made < 100) {
      await settled();
      yield (made += 1);
    }
  }
  let done = 0;
  let ahead = 0;
  const doubled = await mapConcurrent(
    numbers(),
    async (n) => {
      ahead = Math.max(ahead, made - done);
      await settled();
      done += 1;
      return n * 2;
    },
    { limit: 4 },
  );
  assert.deepEqual(
    doubled,
    Array.from({ length: 100 }, (_, index) => 2 * (index + 1)),
  );
  assert.ok(ahead <= 5, `the source was ${ahead} ahead`);
});

test("an empty source gives no results; one that throws rejects", async () => {
  assert.deepEqual(await mapConcurrent([], () => 1, { limit: 5 }), []);
  // eslint-disable-next-line require-yield
  function* broken(): Generator<number> {
    throw new Error("source");
  }
  await assert.rejects(
    mapConcurrent(broken(), () => 1, { limit: 5 }),
    /source/,
  );
});
