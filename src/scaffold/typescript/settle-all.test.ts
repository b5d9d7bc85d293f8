// Settling all runs every input, at most `limit` at a time, and says of each how it ended. One
// failure leaves the others alone, and none is lost.
//
// Invariants the test proves:
// - one outcome per input, in the order of the inputs, each with its index, value or reason
// - a failure, also one thrown at once, stops nobody; never more than `limit` run
// - after an abort what runs is cancelled and waited for, what had not started never starts, and
//   both are recorded with the reason
//
// Pitfalls:
// - Look at every reason. Counting failures and dropping the reasons hides what went wrong.
// - `Promise.allSettled(items.map(fn))` starts everything at once.
// - Fulfilled means that the promise did: an HTTP status of 500 is a success until you throw.
// - All inputs are read first, since each gets an outcome; for an endless source use bounded-map.
import assert from "node:assert/strict";
import { test } from "node:test";
import { settleAll } from "../../primitives/settle-all.js";
import { FakeTasks, settled } from "./fake-tasks.js";

test("every input has its outcome, in order", async () => {
  const no = new Error("no");
  const outcomes = await settleAll(
    [3, 0, 2, 1],
    (n) => {
      if (n === 0) throw no;
      return n === 2 ? Promise.reject(no) : Promise.resolve(n * 10);
    },
    { limit: 2 },
  );
  assert.deepEqual(outcomes, [
    { index: 0, status: "fulfilled", value: 30 },
    { index: 1, status: "rejected", reason: no },
    { index: 2, status: "rejected", reason: no },
    { index: 3, status: "fulfilled", value: 10 },
  ]);
});

test("never more than `limit` run, and a failure lets the next one in", async () => {
  const tasks = new FakeTasks();
  const all = settleAll(["a", "b", "c"], (name) => tasks.run(name), { limit: 2 });
  await settled();
  assert.equal(tasks.live, 2);
  tasks.fail("a");
  await settled();
  assert.deepEqual(tasks.log, ["a starts", "b starts", "a fails", "c starts"]);
  tasks.finish("b");
  tasks.finish("c");
  assert.deepEqual(
    (await all).map(({ status }) => status),
    ["rejected", "fulfilled", "fulfilled"],
  );
  assert.equal(tasks.peak, 2);
});

test("an abort is recorded for what runs and for what never starts", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const tasks = new FakeTasks();
  const all = settleAll(["a", "b", "c"], (name, _index, own) => tasks.run(name, own), {
    limit: 2,
    signal,
  });
  await settled();
  tasks.finish("a");
  await settled();
  const reason = new Error("enough");
  controller.abort(reason);
  assert.deepEqual(await all, [
    { index: 0, status: "fulfilled", value: "a" },
    { index: 1, status: "rejected", reason },
    { index: 2, status: "rejected", reason },
  ]);
  assert.equal(tasks.live, 0);
});

test("an abort before the first keeps all from starting", async () => {
  const reason = new Error("never mind");
  const tasks = new FakeTasks();
  const outcomes = await settleAll(["a", "b"], (name) => tasks.run(name), {
    limit: 2,
    signal: AbortSignal.abort(reason),
  });
  assert.deepEqual(tasks.log, []);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["rejected", "rejected"],
  );
});
