import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, expect, test } from "vitest";
import { WorkerPool, type WorkerPoolOptions } from "../../src/primitives/worker-pool.ts";
import { Gate, until } from "./gate.ts";

const file = new URL("tasks.worker.mjs", import.meta.url);
let pool: WorkerPool<{ job: string; argument?: unknown }, unknown>;

function open(options: Partial<WorkerPoolOptions> = {}, source: URL | string = file): void {
  pool = new WorkerPool(source, { size: 1, ...options });
}

const run = (job: string, argument?: unknown): Promise<unknown> => pool.run({ job, argument });

afterEach(() => pool.stop());

test.each([
  ["exit", 7, { code: "worker-crashed", exitCode: 7, cause: undefined }],
  ["exit", 0, { code: "worker-crashed", exitCode: 0 }],
  ["crashMeanwhile", undefined, { exitCode: 1, cause: new RangeError("beside the work") }],
])("a worker that ends by %s %s fails its own task and no other", async (job, argument, error) => {
  open({ size: 2 });
  const gate = new Gate();
  const beside = run("hold", gate.cells);
  await until(() => gate.entered === 1);
  const crashing = run(job, argument);
  const behind = [run("square", 3), run("square", 4)];
  await expect(crashing).rejects.toMatchObject(error);
  gate.open();
  expect(await Promise.all(behind)).toEqual([9, 16]);
  expect(await beside).toBeTypeOf("number");
});

test("a worker that runs out of its memory fails its own task", async () => {
  open({ worker: { resourceLimits: { maxOldGenerationSizeMb: 16 } } });
  const code = "ERR_WORKER_OUT_OF_MEMORY";
  await expect(run("exhaust")).rejects.toMatchObject({ cause: { code } });
  expect(await run("square", 5)).toBe(25);
});

test.each(["crashLater", "answerThenExit"])(
  "a worker that ends after its answer (%s) is replaced when it is needed",
  async (job) => {
    open();
    expect(await run(job)).toBe("answered");
    await until(() => pool.stats().threads === 0);
    expect(await run("square", 6)).toBe(36);
    expect(pool.stats()).toMatchObject({ threads: 1, started: 2 });
  },
);

test("a file that cannot be loaded fails one task after the other, and each is told", async () => {
  open({}, new URL("no-such-file.mjs", import.meta.url));
  const cause = { message: expect.stringContaining("Cannot find module") };
  const tasks = [run("square", 1), run("square", 2)];
  await Promise.all(tasks.map((task) => expect(task).rejects.toMatchObject({ cause })));
  expect(pool.stats()).toMatchObject({ threads: 0, started: 2, running: 0 });
});

test("a path that is none fails the task and leaves no thread", async () => {
  open({}, "neither absolute nor relative");
  await expect(run("square", 1)).rejects.toMatchObject({ code: "ERR_WORKER_PATH" });
  expect(pool.stats()).toMatchObject({ threads: 0, started: 0, running: 0 });
});

test("what cannot be cloned, in or out, fails its own task and costs no thread", async () => {
  open();
  const cannot = expect.objectContaining({ name: "DataCloneError" });
  const first = await run("thread");
  await expect(run("square", () => 1)).rejects.toEqual(cannot);
  await expect(run("functionResult")).rejects.toThrow(/^DataCloneError: .* could not be cloned/);
  expect(await run("thread")).toBe(first);
});

test("an error crosses with its name, message and stack; other values as they are", async () => {
  open();
  const error: unknown = await run("fail", "mine").catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ message: "mine", stack: expect.stringContaining("tasks.worker") });
  await expect(run("throwing", { status: 503 })).rejects.toEqual({ status: 503 });
  await expect(run("throwingFunction")).rejects.toThrow("with a function");
  expect(pool.stats().started).toBe(1);
});

test.each([["a word"], [null], [{ id: 1 }], [{ id: 99, ok: true, value: "wrong" }]])(
  "what the work itself posts (%j) is no answer",
  async (message) => {
    open();
    await run("square", 1);
    expect(await run("chatter", message)).toBe("answered");
  },
);

test("a process whose pool is closed, stopped or disposed of ends by itself", async () => {
  open();
  const built = new URL("../../dist/primitives/worker-pool.js", import.meta.url).href;
  const program = `(async () => {
    const { WorkerPool } = await import(${JSON.stringify(built)});
    const open = () => new WorkerPool(new URL(${JSON.stringify(file.href)}), { size: 2 });
    const closed = open(), stopped = open(), disposed = open();
    const answers = [closed, stopped].map((pool) => pool.run({ job: "square", argument: 5 }));
    const cells = new Int32Array(new SharedArrayBuffer(8));
    const running = disposed.run({ job: "hold", argument: cells });
    running.catch(({ code }) => console.log(code));
    console.log(...(await Promise.all(answers)));
    await Promise.all([closed.close(), stopped.stop(), disposed[Symbol.asyncDispose]()]);
  })()`;
  // Not as a module: threads inherit the flag that says so, and would not accept it.
  const args = ["--eval", program];
  const ran = await promisify(execFile)(process.execPath, args, { timeout: 50_000 });
  expect(ran).toEqual({ stdout: "25 25\nworker-pool-closed\n", stderr: "" });
});
