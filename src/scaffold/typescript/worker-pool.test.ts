// A worker pool runs work that computes in threads, so that the event loop stays free. A thread
// has one task at a time; a task that is aborted or too slow is ended together with its thread.
//
// Invariants the test proves:
// - never more tasks run than there are threads, and those that wait start in the order they came
// - a task that is aborted while it waits is never started; one that runs has ended, thread and
//   all, when its caller hears of it, and the pool goes on with a new thread
// - a task that takes too long is ended likewise
// - a worker that crashes fails its own task and no other
// - what cannot be cloned, in or out, fails its own task and costs no thread
// - closing lets what was taken end; stopping ends it; afterwards no thread is left
//
// Pitfalls:
// - An async function computes on the event loop all the same; only another thread does not.
// - A task ended in the middle runs no `finally`; files and locks that it held stay as they are.
// - Input and result are copied: 64 MiB take some 100 ms unless their buffer is transferred.
// - An error arrives without its class and its own properties; return a value for what matters.
// - tsc and bundlers follow imports only: see to it that the worker's own file is built as well.
// - More threads than `os.availableParallelism()` gain nothing; in a container that may be one.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clock } from "../../primitives/clock.js";
import { TimeoutError } from "../../primitives/with-timeout.js";
import { WorkerPool } from "../../primitives/worker-pool.js";
import { FakeClock } from "./fake-clock.js";
import type { Job } from "./fake-work.js";

const file = new URL("./fake-work.js", import.meta.url);

/** Gives `body` a pool, and checks that nothing of it is left afterwards. */
async function withPool(
  options: { size: number; waitingMax?: number; clock?: Clock },
  body: (pool: WorkerPool<Job, unknown>) => Promise<void>,
): Promise<void> {
  const pool = new WorkerPool<Job, unknown>(file, options);
  try {
    await body(pool);
  } finally {
    await pool.stop();
  }
  const { threads, running, waiting } = pool.stats();
  assert.deepEqual({ threads, running, waiting }, { threads: 0, running: 0, waiting: 0 });
}

/** Two cells of shared memory: how often a task has entered, and whether it may go on. */
function gate(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8));
}

function open(cells: Int32Array): void {
  Atomics.store(cells, 1, 1);
  Atomics.notify(cells, 1);
}

/** Lets the event loop turn until a task has entered. */
async function entered(cells: Int32Array): Promise<void> {
  while (Atomics.load(cells, 0) === 0) await new Promise((resolve) => setImmediate(resolve));
}

test("as many tasks run as there are threads, and the first to wait is the first to follow", () =>
  withPool({ size: 2 }, async (pool) => {
    const gates = [gate(), gate(), gate(), gate()] as const;
    const tasks = gates.map((argument) => pool.run({ job: "hold", argument }));
    await Promise.all([entered(gates[0]), entered(gates[1])]);
    open(gates[1]);
    await entered(gates[2]);
    assert.deepEqual(
      gates.map((cells) => Atomics.load(cells, 0)),
      [1, 1, 1, 0],
    );
    gates.forEach(open);
    await Promise.all(tasks);
    assert.equal(pool.stats().runningMax, 2);
    assert.equal(pool.stats().started, 2);
  }));

test("an aborted task never starts while it waits, and has ended when it ran", () =>
  withPool({ size: 1 }, async (pool) => {
    const [running, waiting] = [gate(), gate()];
    const [first, second] = [new AbortController(), new AbortController()];
    const spinning = pool.run({ job: "spin", argument: running }, { signal: first.signal });
    const held = pool.run({ job: "hold", argument: waiting }, { signal: second.signal });
    const behind = pool.run({ job: "double", argument: 4 });
    await entered(running);
    const reasons = [new Error("enough"), new Error("no longer needed")];
    second.abort(reasons[1]);
    await assert.rejects(held, (error) => error === reasons[1]);
    first.abort(reasons[0]);
    await assert.rejects(spinning, (error) => error === reasons[0]);
    const counted = Atomics.load(running, 0);
    assert.equal(await behind, 8);
    assert.equal(Atomics.load(running, 0), counted);
    assert.equal(Atomics.load(waiting, 0), 0);
  }));

test("a task that takes too long is ended", () => {
  const clock = new FakeClock();
  return withPool({ size: 1, clock }, async (pool) => {
    const cells = gate();
    const slow = pool.run({ job: "hold", argument: cells }, { timeoutMs: 50 });
    const late = assert.rejects(slow, TimeoutError);
    await entered(cells);
    await clock.advance(50);
    await late;
    assert.equal(await pool.run({ job: "double", argument: 5 }, { timeoutMs: 50 }), 10);
    assert.equal(clock.timers, 0);
  });
});

test("a worker that crashes fails its own task and no other", () =>
  withPool({ size: 2 }, async (pool) => {
    const cells = gate();
    const beside = pool.run({ job: "hold", argument: cells });
    const crashing = pool.run({ job: "exit", argument: 7 });
    const behind = pool.run({ job: "double", argument: 6 });
    await assert.rejects(crashing, { code: "worker-crashed", exitCode: 7 });
    assert.equal(await behind, 12);
    open(cells);
    await beside;
  }));

test("an error or a clone that fails is its own task's, and costs no thread", () =>
  withPool({ size: 1, waitingMax: 0 }, async (pool) => {
    await assert.rejects(pool.run({ job: "fail", argument: 503 }), /status 503/);
    const odd = { job: "double", argument: () => 1 } as unknown as Job;
    await assert.rejects(pool.run(odd), { name: "DataCloneError" });
    const cells = gate();
    const running = pool.run({ job: "hold", argument: cells });
    await assert.rejects(pool.run({ job: "double", argument: 1 }), { code: "queue-full" });
    open(cells);
    await running;
    assert.equal(pool.stats().started, 1);
  }));

test("closing lets what was taken end and takes nothing more", () =>
  withPool({ size: 1 }, async (pool) => {
    const cells = gate();
    const tasks = [1, 2].map(() => pool.run({ job: "hold", argument: cells }));
    const closed = pool.close();
    await assert.rejects(pool.run({ job: "double", argument: 1 }), { code: "worker-pool-closed" });
    open(cells);
    await Promise.all([...tasks, closed]);
    assert.equal(pool.stats().threads, 0);
  }));
