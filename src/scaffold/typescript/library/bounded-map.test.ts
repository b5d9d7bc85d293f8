// A bounded map on p-map: at most `limit` calls at once, results in the order of the inputs. It
// adds what p-map lacks: after an error the calls in flight are aborted and waited for.
//
// Invariants the test proves:
// - results in the order of the inputs, never more than `limit` calls at once
// - on an error nothing further starts, the calls in flight are cancelled and waited for, and the
//   map rejects with the first error
// - an abort from outside does the same with its reason, and leaves no listener
//
// Pitfalls:
// - p-map alone rejects before the calls in flight have ended, and gives them no signal.
// - `concurrency` is Infinity unless it is set.
// - With `stopOnError: false` all errors come at the end, in one AggregateError.
// - When it stops early, items already pulled from a queue-like source are lost.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { FakeTasks, settled } from "../fake-tasks.js";
import { mapConcurrent } from "./bounded-map.js";

test("results are in the order of the inputs, and `limit` run at once", async () => {
  const tasks = new FakeTasks();
  const mapped = mapConcurrent(["a", "b", "c"], (name) => tasks.run(name), { limit: 2 });
  await settled();
  assert.equal(tasks.live, 2);
  for (const name of ["b", "c", "a"]) {
    tasks.finish(name);
    await settled();
  }
  assert.deepEqual(await mapped, ["a", "b", "c"]);
  assert.equal(tasks.peak, 2);
});

test("an error cancels what runs, waits for it, and starts nothing more", async () => {
  const tasks = new FakeTasks();
  const cleaned: string[] = [];
  const mapped = mapConcurrent(
    ["a", "b", "c", "d"],
    async (name, _index, signal) => {
      try {
        return await tasks.run(name, signal);
      } finally {
        for (let turns = 0; turns < 5; turns += 1) await settled();
        cleaned.push(name);
      }
    },
    { limit: 2 },
  );
  await settled();
  const mine = new Error("mine");
  const rejected = assert.rejects(mapped, (error) => error === mine);
  tasks.fail("b", mine);
  await rejected;
  assert.deepEqual(cleaned.sort(), ["a", "b"]);
  assert.equal(tasks.live, 0);
  assert.equal(tasks.log.includes("c starts"), false);
});

test("an abort from outside rejects with its reason and leaves no listener", async () => {
  const tasks = new FakeTasks();
  const controller = new AbortController();
  const { signal } = controller;
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

test("an empty source and an asynchronous one", async () => {
  async function* numbers(): AsyncGenerator<number> {
    yield 1;
    yield 2;
  }
  assert.deepEqual(await mapConcurrent([], () => 1, { limit: 2 }), []);
  assert.deepEqual(await mapConcurrent(numbers(), (n) => n * 2, { limit: 2 }), [2, 4]);
});
