// A semaphore lets at most N tasks run at once. Those that come later wait in line, and may leave
// the line by their signal. It bounds how many run, not how many start per second.
//
// Invariants the test proves:
// - never more permits in use than there are, with random aborts while waiting and while running
// - strictly first come, first served: a heavy request is not overtaken by light ones behind it
// - a waiter that is aborted leaves at once, holds nothing, and lets those behind it move up
// - a release counts once, and a task that throws gives its permit back
// - a request for more permits than there are is refused instead of waiting for ever
//
// Pitfalls:
// - It is no rate limiter: five permits at 20 ms each let 250 calls per second through.
// - Read the body inside the permit; after `await fetch()` only the headers are there.
// - It is not reentrant: a task that holds every permit and asks for one more waits for itself.
// - It bounds what runs, not what waits: for a long list use a bounded map, or set `waitingMax`.
// - One semaphore per host or resource; one for everything lets a slow host hold up the others.
// - `Promise.race([acquire(), timeout])` loses the permit; end the wait with a signal.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Semaphore } from "../../primitives/semaphore.js";
import { FakeTasks, settled } from "./fake-tasks.js";

test("at most N run, and the next starts as one ends", async () => {
  const semaphore = new Semaphore(2);
  const tasks = new FakeTasks();
  const all = ["a", "b", "c"].map((name) => semaphore.run(() => tasks.run(name)));
  await settled();
  assert.deepEqual(tasks.log, ["a starts", "b starts"]);
  tasks.finish("b");
  await settled();
  assert.deepEqual(tasks.log, ["a starts", "b starts", "b ends", "c starts"]);
  tasks.finish("a");
  tasks.finish("c");
  assert.deepEqual(await Promise.all(all), ["a", "b", "c"]);
  assert.equal(tasks.peak, 2);
});

test("200 tasks with random aborts never exceed the cap and leave nothing behind", async () => {
  const semaphore = new Semaphore(3);
  const random = seeded(7);
  let live = 0;
  let peak = 0;
  const task = async (): Promise<void> => {
    peak = Math.max(peak, (live += 1));
    for (let turns = random() * 4; turns > 0; turns -= 1) await settled();
    live -= 1;
  };
  const outcomes = await Promise.allSettled(
    Array.from({ length: 200 }, async () => {
      const controller = new AbortController();
      const running = semaphore.run(task, { signal: controller.signal });
      for (let turns = random() * 30; turns > 0; turns -= 1) await settled();
      if (random() < 0.5) controller.abort();
      await running;
    }),
  );
  assert.equal(peak, 3);
  assert.ok(outcomes.some(({ status }) => status === "rejected"));
  const { held, waiting } = semaphore.stats();
  assert.deepEqual({ held, waiting }, { held: 0, waiting: 0 });
});

test("a heavy request is not overtaken, and when it leaves the light ones move up", async () => {
  const semaphore = new Semaphore(3);
  const release = await semaphore.acquire({ permits: 2 });
  const controller = new AbortController();
  const heavy = semaphore.acquire({ permits: 3, signal: controller.signal });
  let lightRuns = false;
  const light = semaphore.run(() => {
    lightRuns = true;
  });
  await settled();
  assert.equal(lightRuns, false);
  assert.equal(semaphore.tryAcquire(), undefined);
  const reason = new Error("no longer needed");
  controller.abort(reason);
  await assert.rejects(heavy, (error) => error === reason);
  await light;
  assert.equal(lightRuns, true);
  release();
  assert.equal(semaphore.stats().held, 0);
});

test("a release counts once, and a throw releases", async () => {
  const semaphore = new Semaphore(2);
  const release = await semaphore.acquire();
  const other = await semaphore.acquire();
  release();
  release();
  assert.equal(semaphore.stats().held, 1);
  other();
  const failing = semaphore.run(() => {
    throw new Error("mine");
  });
  await assert.rejects(failing, /mine/);
  assert.equal(semaphore.stats().held, 0);
});

test("more permits than there are is refused; all of them is not", async () => {
  const semaphore = new Semaphore(2);
  await assert.rejects(semaphore.acquire({ permits: 3 }), /permits must be .* 1 to 2; received 3/);
  (await semaphore.acquire({ permits: 2 }))();
});

/** Park and Miller's generator: the same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
