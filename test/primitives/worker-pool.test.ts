import { afterEach, expect, test } from "vitest";
import { QueueFull } from "../../src/primitives/waiter-queue.ts";
import { TimeoutError } from "../../src/primitives/with-timeout.ts";
import {
  WorkerPool,
  WorkerPoolClosed,
  type WorkerPoolOptions,
} from "../../src/primitives/worker-pool.ts";
import { FakeClock, settled } from "./fake-clock.ts";
import { Gate, until } from "./gate.ts";
import { listeners, outcome } from "./watch.ts";

interface Job {
  job: string;
  argument?: unknown;
}

const file = new URL("tasks.worker.mjs", import.meta.url);
const pools: WorkerPool<Job, unknown>[] = [];

function poolOf(options: Partial<WorkerPoolOptions> = {}): WorkerPool<Job, unknown> {
  const pool = new WorkerPool<Job, unknown>(file, { size: 1, ...options });
  pools.push(pool);
  return pool;
}

afterEach(async () => {
  for (const pool of pools.splice(0)) {
    await pool.stop();
    expect(pool.stats()).toMatchObject({ threads: 0, running: 0, waiting: 0 });
  }
});

test("tasks run in threads, which are kept and used again", async () => {
  const pool = poolOf({ size: 2 });
  expect(pool.stats()).toMatchObject({ threads: 0, started: 0 });
  expect(await pool.run({ job: "square", argument: 7 })).toBe(49);
  const first = await pool.run({ job: "thread" });
  expect(first).not.toBe(0);
  expect(await pool.run({ job: "thread" })).toBe(first);
  expect(pool.stats()).toMatchObject({ size: 2, threads: 1, started: 1 });
});

test("`size` tasks run at once and no more, and who waits first follows first", async () => {
  const pool = poolOf({ size: 2 });
  const gates = Array.from({ length: 5 }, () => new Gate());
  const entered = (): number[] => gates.map((gate) => gate.entered);
  const tasks = gates.map((gate) => pool.run({ job: "hold", argument: gate.cells }));
  await until(() => entered()[0] === 1 && entered()[1] === 1);
  expect(pool.stats()).toMatchObject({ running: 2, waiting: 3 });
  gates[1]?.open();
  await until(() => entered()[2] === 1);
  expect(entered()).toEqual([1, 1, 1, 0, 0]);
  gates[0]?.open();
  await until(() => entered()[3] === 1);
  expect(entered()).toEqual([1, 1, 1, 1, 0]);
  for (const gate of gates) gate.open();
  expect(new Set(await Promise.all(tasks)).size).toBe(2);
  expect(pool.stats()).toMatchObject({ started: 2, running: 0, runningMax: 2, waitingMax: 3 });
});

test("a task aborted while it waits never starts, and those behind it move up", async () => {
  const pool = poolOf();
  const [first, leaving, behind] = [new Gate(), new Gate(), new Gate()];
  const { signal, abort } = controllerOf();
  const holding = pool.run({ job: "hold", argument: first.cells });
  const left = pool.run({ job: "hold", argument: leaving.cells }, { signal });
  const last = pool.run({ job: "hold", argument: behind.cells });
  const reason = new Error("no longer needed");
  abort(reason);
  await expect(left).rejects.toBe(reason);
  expect(pool.stats()).toMatchObject({ running: 1, waiting: 1 });
  for (const gate of [first, behind]) gate.open();
  await Promise.all([holding, last]);
  expect(leaving.entered).toBe(0);
  expect(listeners(signal)).toBe(0);
});

test("a task that is aborted before it is given never starts", async () => {
  const pool = poolOf();
  const reason = new Error("too late");
  const running = pool.run({ job: "thread" }, { signal: AbortSignal.abort(reason) });
  await expect(running).rejects.toBe(reason);
  expect(pool.stats().started).toBe(0);
});

test("a running task that is aborted has ended when its caller hears of it", async () => {
  const pool = poolOf();
  const { signal, abort } = controllerOf();
  const { cells } = new Gate();
  const spinning = pool.run({ job: "spin", argument: cells }, { signal });
  const behind = pool.run({ job: "square", argument: 3 });
  await until(() => Atomics.load(cells, 0) > 0);
  const reason = new Error("enough");
  abort(reason);
  abort(new Error("a second abort counts for nothing"));
  await expect(spinning).rejects.toBe(reason);
  const counted = Atomics.load(cells, 0);
  expect(await behind).toBe(9);
  expect(Atomics.load(cells, 0)).toBe(counted);
  expect(pool.stats()).toMatchObject({ threads: 1, started: 2, runningMax: 1 });
  expect(listeners(signal)).toBe(0);
});

test("an abort that comes after the answer costs no thread", async () => {
  const pool = poolOf();
  const { signal, abort } = controllerOf();
  const first = await pool.run({ job: "thread" }, { signal });
  abort(new Error("late"));
  await settled();
  expect(await pool.run({ job: "thread" })).toBe(first);
});

test("an abort in the moment of the answer does not end the task that comes next", async () => {
  const pool = poolOf();
  const caller = new AbortController();
  const first = pool.run({ job: "square", argument: 3 }, { signal: caller.signal });
  const input = {
    job: "square",
    get argument() {
      caller.abort(); // Read when the thread gets this input: the task before it has just ended.
      return 4;
    },
  };
  expect(await Promise.all([first, pool.run(input)])).toEqual([9, 16]);
  expect(pool.stats().started).toBe(1);
});

test("a task that takes too long is ended, counted from when a thread has it", async () => {
  const clock = new FakeClock();
  const pool = poolOf({ clock });
  const [first, second] = [new Gate(), new Gate()];
  const holding = pool.run({ job: "hold", argument: first.cells });
  const slow = pool.run({ job: "hold", argument: second.cells }, { timeoutMs: 50 });
  await clock.advance(1000);
  expect(await outcome(slow)).toBe("pending");
  first.open();
  await holding;
  await until(() => second.entered === 1);
  await clock.advance(49);
  expect(await outcome(slow)).toBe("pending");
  await clock.advance(1);
  await expect(slow).rejects.toThrow(new TimeoutError(50));
  expect(await pool.run({ job: "square", argument: 2 }, { timeoutMs: 50 })).toBe(4);
  expect(clock.timers).toBe(0);
});

test("one task more than may wait is refused", async () => {
  const pool = poolOf({ waitingMax: 1 });
  const gate = new Gate();
  const tasks = [1, 2].map(() => pool.run({ job: "hold", argument: gate.cells }));
  await expect(pool.run({ job: "thread" })).rejects.toThrow(QueueFull);
  gate.open();
  await Promise.all(tasks);
});

test("buffers change hands both ways when that is asked for", async () => {
  const pool = poolOf();
  const { buffer } = new Uint8Array(1_000);
  const job = { job: "length", argument: buffer };
  expect(await pool.run(job, { transfer: [buffer] })).toBe(1_000);
  expect(buffer.byteLength).toBe(0);
  expect(await pool.run({ job: "bytes", argument: 3 })).toEqual(new Uint8Array([7, 7, 7]));
});

test("closing lets what was taken end, takes nothing more, and ends the threads", async () => {
  const pool = poolOf();
  const gate = new Gate();
  const tasks = [1, 2, 3].map(() => pool.run({ job: "hold", argument: gate.cells }));
  const closed = pool.close();
  expect(pool.close()).toBe(closed);
  await expect(pool.run({ job: "thread" })).rejects.toThrow(WorkerPoolClosed);
  await until(() => gate.entered === 1);
  expect(await outcome(closed)).toBe("pending");
  gate.open();
  await closed;
  expect(await outcome(Promise.all(tasks))).toHaveProperty("value");
  expect(pool.stats()).toMatchObject({ threads: 0, started: 1 });
});

test("stopping ends what runs, drops what waits, and tells both why", async () => {
  const pool = poolOf();
  const [running, waiting] = [new Gate(), new Gate()];
  const tasks = [running, waiting].map((gate) =>
    pool.run({ job: "hold", argument: gate.cells }).catch((error: unknown) => error),
  );
  await until(() => running.entered === 1);
  const reason = new Error("going down");
  await pool.stop(reason);
  expect(await Promise.all(tasks)).toEqual([reason, reason]);
  expect(waiting.entered).toBe(0);
});

test("a pool that is disposed of stops; one that never ran closes at once", async () => {
  const pool = poolOf();
  const task = pool.run({ job: "hold", argument: new Gate().cells });
  const refused = expect(task).rejects.toThrow(WorkerPoolClosed);
  await pool[Symbol.asyncDispose]();
  await refused;
  await poolOf().close();
});

test.each([
  [{ size: 0 }, "size"],
  [{ size: 1.5 }, "size"],
  [{ size: 1, waitingMax: -1 }, "waitingMax"],
])("a pool of %j is out of range", (options, field) => {
  expect(() => new WorkerPool(file, options)).toThrow(expect.objectContaining({ field }));
});

test("a timeout below 0 is out of range, one of 0 is not", async () => {
  const pool = poolOf({ clock: new FakeClock() });
  const refused = pool.run({ job: "thread" }, { timeoutMs: -1 });
  await expect(refused).rejects.toMatchObject({ code: "out-of-range", field: "timeoutMs" });
  expect(await pool.run({ job: "square", argument: 1 }, { timeoutMs: 0 })).toBe(1);
});

function controllerOf(): { signal: AbortSignal; abort: (reason: unknown) => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason) => controller.abort(reason) };
}
