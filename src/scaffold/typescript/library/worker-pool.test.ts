// A worker pool on piscina: work that computes runs in threads, and the event loop stays free. Its
// defaults are put right: the line is bounded, and idle threads do not block.
//
// Invariants the test proves:
// - never more tasks run than there are threads, and those that wait start in the order they came
// - one task too many in the line is refused
// - an aborted task that waits is never started; one that runs is ended with its thread, its caller
//   hears the reason of the abort, and the pool goes on with a new thread
// - a task that takes too long is ended likewise; one that crashes fails alone
// - closing lets what was taken end; stopping ends it; afterwards no thread is left
// - an idle thread's own timers go on
//
// Pitfalls:
// - piscina's `maxQueue` is Infinity unless it is set, and not exact while threads start; its
//   `maxThreads` is 1.5 times the cores.
// - With `minThreads` below `maxThreads`, threads end between two tasks, and when an abort has
//   ended the last one, the line stands still.
// - An abort rejects with piscina's AbortError at once; the thread ends a moment later.
// - Its `close()` gives up after `closeTimeout`, 30 s; it has no time limit for a task.
// - Unless `atomics` is "disabled", a thread without a task blocks: no timer, no stream goes on.
// - A task ended in the middle runs no `finally`; files and locks that it held stay as they are.
// - tsc and bundlers follow imports only: see to it that the worker's own file is built as well.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "./fake-jobs.js";
import { WorkerPool } from "./worker-pool.js";

const file = new URL("./fake-jobs.js", import.meta.url);

/** Gives `body` a pool, and checks that nothing of it is left afterwards. */
async function withPool(
  size: number,
  body: (pool: WorkerPool<Job, unknown>) => Promise<void>,
): Promise<void> {
  const pool = new WorkerPool<Job, unknown>(file, { size, waitingMax: 3 });
  try {
    await body(pool);
  } finally {
    await pool.stop();
  }
  assert.deepEqual(pool.stats(), { threads: 0, waiting: 0 });
}

/** Two cells of shared memory: how often a task has entered, and whether it may go on. */
function gate(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8));
}

function open(cells: Int32Array): void {
  Atomics.store(cells, 1, 1);
  Atomics.notify(cells, 1);
}

/** Lets the event loop turn until a cell is set. */
async function becomes(cells: Int32Array, index: number): Promise<void> {
  while (Atomics.load(cells, index) === 0) await new Promise((resolve) => setImmediate(resolve));
}

test("as many tasks run as there are threads, and the first to wait is the first to follow", () =>
  withPool(2, async (pool) => {
    const gates = [gate(), gate(), gate(), gate()] as const;
    const tasks = gates.map((argument) => pool.run({ job: "hold", argument }));
    await Promise.all([becomes(gates[0], 0), becomes(gates[1], 0)]);
    open(gates[1]);
    await becomes(gates[2], 0);
    const entered = gates.map((cells) => Atomics.load(cells, 0));
    assert.deepEqual(entered, [1, 1, 1, 0]);
    gates.forEach(open);
    await Promise.all(tasks);
    assert.equal(pool.stats().threads, 2);
  }));

test("one task too many in the line is refused", () =>
  withPool(1, async (pool) => {
    const cells = gate();
    const held = pool.run({ job: "hold", argument: cells });
    await becomes(cells, 0);
    const waiting = [1, 2, 3].map((argument) => pool.run({ job: "double", argument }));
    await assert.rejects(pool.run({ job: "double", argument: 4 }), /3 are waiting already/);
    open(cells);
    assert.deepEqual(await Promise.all([held, ...waiting]), [undefined, 2, 4, 6]);
  }));

test("an aborted task never starts while it waits, and is ended when it runs", () =>
  withPool(1, async (pool) => {
    const [running, waiting] = [gate(), gate()] as const;
    const [first, second] = [new AbortController(), new AbortController()] as const;
    const held = pool.run({ job: "hold", argument: running }, { signal: first.signal });
    const behind = pool.run({ job: "hold", argument: waiting }, { signal: second.signal });
    const last = pool.run({ job: "double", argument: 4 });
    await becomes(running, 0);
    const reasons = [new Error("enough"), new Error("no longer needed")] as const;
    second.abort(reasons[1]);
    await assert.rejects(behind, (error) => error === reasons[1]);
    first.abort(reasons[0]);
    await assert.rejects(held, (error) => error === reasons[0]);
    assert.equal(await last, 8);
    assert.equal(Atomics.load(waiting, 0), 0);
  }));

test("a task that takes too long is ended, and the pool goes on", () =>
  withPool(1, async (pool) => {
    const slow = pool.run({ job: "hold", argument: gate() }, { timeoutMs: 20 });
    await assert.rejects(slow, { name: "TimeoutError" });
    assert.equal(await pool.run({ job: "double", argument: 5 }), 10);
  }));

test("a task that throws or crashes fails alone", () =>
  withPool(2, async (pool) => {
    const cells = gate();
    const beside = pool.run({ job: "hold", argument: cells });
    await becomes(cells, 0);
    await assert.rejects(pool.run({ job: "fail", argument: 503 }), /status 503/);
    await assert.rejects(pool.run({ job: "exit", argument: 7 }), /exited with code: 7/);
    const odd = { job: "double", argument: () => 1 } as const;
    await assert.rejects(pool.run(odd), { name: "DataCloneError" });
    assert.equal(await pool.run({ job: "double", argument: 6 }), 12);
    open(cells);
    await beside;
  }));

test("closing lets what was taken end, and takes nothing more", () =>
  withPool(1, async (pool) => {
    const cells = gate();
    const tasks = [1, 2].map(() => pool.run({ job: "hold", argument: cells }));
    const closed = pool.close();
    await assert.rejects(pool.run({ job: "double", argument: 1 }), /closed/);
    open(cells);
    await Promise.all([...tasks, closed]);
    assert.equal(pool.stats().threads, 0);
  }));

test("an idle thread's own timers go on", () =>
  withPool(1, async (pool) => {
    const cells = gate();
    await pool.run({ job: "tick", argument: cells });
    await becomes(cells, 1);
  }));
