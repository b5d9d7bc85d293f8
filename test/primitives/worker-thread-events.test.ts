import { Worker } from "node:worker_threads";
import { afterEach, expect, test, vi } from "vitest";
import { WorkerCrashed, WorkerThread } from "../../src/primitives/worker-thread.ts";

// What a real thread does not do when asked to: it answers what cannot be read, and it says that
// it has failed or ended long before both have come. The thread is real, the event is not.

const file = new URL("tasks.worker.mjs", import.meta.url);
let thread: WorkerThread;
let exits = 0;

/** Opens a thread and answers the worker that it listens to. */
function open(): Worker {
  exits = 0;
  const on = vi.spyOn(Worker.prototype, "on");
  thread = new WorkerThread(file, {}, () => (exits += 1));
  const worker = on.mock.contexts[0] as Worker;
  on.mockRestore();
  return worker;
}

afterEach(() => thread.terminate());

test("an answer that cannot be read rejects its task, and the next task gets its own", async () => {
  const worker = open();
  const unreadable = new Error("cannot be read");
  const asked = thread.ask({ job: "square", argument: 3 }, []);
  worker.emit("messageerror", unreadable);
  await expect(asked).rejects.toBe(unreadable);
  expect(thread.isFree).toBe(true);
  expect(await thread.ask({ job: "square", argument: 4 }, [])).toBe(16);
});

test("an answer to nobody that cannot be read goes by", () => {
  const worker = open();
  worker.emit("messageerror", new Error("cannot be read"));
  expect(thread.isFree).toBe(true);
});

test("a thread that has failed is not free, though it has not ended", () => {
  const worker = open();
  worker.emit("error", new Error("it died"));
  expect([thread.isFree, exits]).toEqual([false, 0]);
});

test("a thread that has ended is not free, and its task is told of what it died", async () => {
  const worker = open();
  const asked = thread.ask({ job: "square", argument: 3 }, []);
  worker.emit("exit", 7);
  expect([thread.isFree, exits]).toEqual([false, 1]);
  const error = await asked.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(WorkerCrashed);
  expect(error).toMatchObject({ exitCode: 7, cause: undefined });
});
