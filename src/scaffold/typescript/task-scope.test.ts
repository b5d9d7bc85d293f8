// A scope owns the tasks that are started in it: none of them outlives it. The first error cancels
// the others, and the scope rejects only when all of them have settled.
//
// Invariants the test proves:
// - the first error cancels the siblings and is rethrown itself, after they have cleaned up
// - several errors of their own come as one AggregateError, the first as its cause
// - a task that was spawned late, also during the closing, is waited for
// - an abort from outside reaches every task, with its reason, and no listener stays behind
// - cancel() is a normal end; a task that throws at once gives a rejected promise, not a throw
// - who spawns into a scope that has ended gets ScopeClosed, and nothing starts
//
// Pitfalls:
// - Cancelling is a request: pass the signal on, or the scope waits for a task that ignores it.
// - It is no transaction: what finished before the error stays done.
// - An HTTP status of 500 is no error until you throw one.
// - A scope does not bound how many tasks run; use a bounded map for a list.
// - `Promise.all` with an AbortController is no scope: it rejects while siblings still run.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { openScope, scope } from "../../primitives/scope.js";
import { FakeTasks, settled } from "./fake-tasks.js";

test("the value of the body comes when all tasks are done", async () => {
  const tasks = new FakeTasks();
  const running = scope(async (owner) => {
    void owner.spawn(() => tasks.run("a"));
    return "done";
  });
  let ended = false;
  void running.then(() => (ended = true));
  await settled();
  assert.equal(ended, false);
  tasks.finish("a");
  assert.equal(await running, "done");
});

test("the first error is rethrown itself, when every sibling has cleaned up", async () => {
  const tasks = new FakeTasks();
  const mine = new Error("mine");
  let cleaned = false;
  const running = scope((owner) => {
    void owner.spawn(() => tasks.run("a"));
    void owner.spawn(async (signal) => {
      try {
        await tasks.run("b", signal);
      } finally {
        await settled();
        cleaned = true;
      }
    });
  });
  await settled();
  tasks.fail("a", mine);
  await assert.rejects(running, (error) => error === mine);
  assert.equal(cleaned, true);
  assert.deepEqual(tasks.log, ["a starts", "b starts", "a fails", "b is cancelled"]);
});

test("several errors are all told, the first as the cause", async () => {
  const first = new Error("first");
  const second = new Error("second");
  const running = scope((owner) => {
    void owner.spawn(() => Promise.reject(first));
    void owner.spawn(async () => {
      await settled();
      throw second;
    });
  });
  await assert.rejects(running, (error) => {
    assert.ok(error instanceof AggregateError);
    assert.deepEqual(error.errors, [first, second]);
    assert.equal(error.cause, first);
    return true;
  });
});

test("a task that was spawned late is waited for", async () => {
  const tasks = new FakeTasks();
  const running = scope((owner) => {
    void owner.spawn(async () => {
      await settled();
      void owner.spawn(() => tasks.run("grandchild"));
    });
  });
  await settled();
  await settled();
  assert.equal(tasks.isRunning("grandchild"), true);
  tasks.finish("grandchild");
  await running;
});

test("an abort from outside reaches every task and leaves no listener", async () => {
  const controller = new AbortController();
  const tasks = new FakeTasks();
  const reason = new Error("caller left");
  const running = scope(
    (owner) => {
      void owner.spawn((signal) => tasks.run("a", signal));
      void owner.spawn((signal) => tasks.run("b", signal));
    },
    { signal: controller.signal },
  );
  await settled();
  controller.abort(reason);
  await assert.rejects(running, (error) => error === reason);
  assert.equal(tasks.live, 0);
  assert.equal(getEventListeners(controller.signal, "abort").length, 0);
});

test("cancel ends a scope normally", async () => {
  const tasks = new FakeTasks();
  await scope(async (owner) => {
    void owner.spawn((signal) => tasks.run("a", signal));
    await settled();
    owner.cancel();
  });
  assert.deepEqual(tasks.log, ["a starts", "a is cancelled"]);
});

test("spawn never throws, and after the end starts nothing", async () => {
  const owner = openScope();
  const thrown = owner.spawn(() => {
    throw new Error("at once");
  });
  await assert.rejects(thrown, /at once/);
  await assert.rejects(owner.join(), /at once/);
  let started = false;
  const late = owner.spawn(() => {
    started = true;
  });
  await assert.rejects(late, { code: "scope-closed" });
  assert.equal(started, false);
});
