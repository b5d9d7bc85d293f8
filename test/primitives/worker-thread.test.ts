import { afterEach, expect, test } from "vitest";
import { WorkerThread } from "../../src/primitives/worker-thread.ts";
import { settled } from "./fake-clock.ts";
import { Gate, until } from "./gate.ts";

const file = new URL("tasks.worker.mjs", import.meta.url);
let thread: WorkerThread;
let exits = 0;

function open(): void {
  exits = 0;
  thread = new WorkerThread(file, {}, () => (exits += 1));
}

const ask = (job: string, argument?: unknown): Promise<unknown> =>
  thread.ask({ job, argument }, []);

afterEach(() => thread.terminate());

test("of two reasons to stop the first is the one that is told", async () => {
  open();
  const gate = new Gate();
  const running = ask("hold", gate.cells);
  await until(() => gate.entered === 1);
  thread.stopTask("too late");
  thread.stopTask("no longer wanted");
  expect(thread.isFree).toBe(false);
  await expect(running).rejects.toBe("too late");
  expect(exits).toBe(1);
});

test("an answer that was on its way when the task was stopped is not its answer", async () => {
  open();
  const { cells } = new Gate();
  const running = ask("answerThenTell", cells);
  // The event loop stands still here, so the answer has come and nobody has looked at it.
  expect(Atomics.wait(cells, 0, 0, 20_000)).not.toBe("timed-out");
  thread.stopTask("no longer wanted");
  await expect(running).rejects.toBe("no longer wanted");
});

test("a thread without a task cannot be stopped, and takes the next one", async () => {
  open();
  expect(await ask("square", 3)).toBe(9);
  thread.stopTask("nothing runs");
  expect(thread.isFree).toBe(true);
  expect(await ask("square", 4)).toBe(16);
});

test("a thread that is being ended is not free", async () => {
  open();
  expect(thread.isFree).toBe(true);
  const ended = thread.terminate();
  expect(thread.isFree).toBe(false);
  await ended;
});

test("what a thread posts when it has no task goes by", async () => {
  open();
  const gate = new Gate();
  expect(await ask("chatterLater", gate.cells)).toBe("answered");
  await until(() => gate.entered === 1);
  for (let turn = 0; turn < 10; turn += 1) await settled();
  expect(await ask("square", 5)).toBe(25);
});
