// A limiter on p-limit: at most N tasks run at once. It adds what p-limit lacks: waiters that can
// be aborted, and a bound on how many wait.
//
// Invariants the test proves:
// - never more than the limit run, and the next starts as one ends, first come first served
// - an aborted waiter is told at once, is never started, and keeps nobody behind it waiting
// - a task that throws, also at once, gives its place back; too many waiters are refused
//
// Pitfalls:
// - One limiter used inside a task of its own waits for itself once all places are taken.
// - `clearQueue` leaves the promises of what it drops pending, unless `rejectOnClear` is set.
// - `limit.map` keeps running what is queued after an error.
// - `Promise.all(items.map(...))` still makes one promise per item: for long lists use bounded-map.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { FakeTasks, settled } from "../fake-tasks.js";
import { Limiter } from "./semaphore-limiter.js";

test("at most the limit run, in the order of asking", async () => {
  const limiter = new Limiter(2);
  const tasks = new FakeTasks();
  const all = ["a", "b", "c", "d"].map((name) => limiter.run(() => tasks.run(name)));
  await settled();
  assert.deepEqual(tasks.log, ["a starts", "b starts"]);
  for (const name of ["b", "a", "c", "d"]) {
    tasks.finish(name);
    await settled();
  }
  assert.deepEqual(await Promise.all(all), ["a", "b", "c", "d"]);
  assert.equal(tasks.peak, 2);
  assert.deepEqual(limiter.stats(), { running: 0, waiting: 0 });
});

test("an aborted waiter is told at once and never started", async () => {
  const limiter = new Limiter(1);
  const tasks = new FakeTasks();
  const { signal, ...controller } = controllerOf();
  const first = limiter.run(() => tasks.run("first"));
  const leaving = limiter.run(() => tasks.run("leaving"), signal);
  const behind = limiter.run(() => tasks.run("behind"));
  await settled();
  const reason = new Error("caller left");
  controller.abort(reason);
  await assert.rejects(leaving, (error) => error === reason);
  assert.deepEqual(limiter.stats(), { running: 1, waiting: 1 });
  tasks.finish("first");
  await settled();
  tasks.finish("behind");
  await Promise.all([first, behind]);
  assert.equal(tasks.log.includes("leaving starts"), false);
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("a task that throws at once gives its place back", async () => {
  const limiter = new Limiter(1);
  const failing = limiter.run(() => {
    throw new Error("mine");
  });
  await assert.rejects(failing, /mine/);
  assert.equal(await limiter.run(() => "next"), "next");
});

test("one waiter too many is refused", async () => {
  const limiter = new Limiter(1, 1);
  const tasks = new FakeTasks();
  const all = ["a", "b"].map((name) => limiter.run(() => tasks.run(name)));
  await settled();
  await assert.rejects(
    limiter.run(() => tasks.run("c")),
    /1 are waiting already/,
  );
  tasks.finish("a");
  await settled();
  tasks.finish("b");
  await Promise.all(all);
});

function controllerOf(): { signal: AbortSignal; abort: (reason: unknown) => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason) => controller.abort(reason) };
}
