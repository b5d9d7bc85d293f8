import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import { answerTasks, handOver, type TaskAnswer } from "../../src/primitives/worker-task.ts";
import { settled } from "./fake-clock.ts";

// The worker's side on this thread, over a channel as a thread has it.
let channel: MessageChannel;

async function answerTo(work: (input: unknown) => unknown, input: unknown): Promise<TaskAnswer> {
  channel = new MessageChannel();
  answerTasks(work, channel.port2);
  channel.port1.postMessage({ id: 7, input });
  for (;;) {
    const received = receiveMessageOnPort(channel.port1);
    if (received !== undefined) return received.message as TaskAnswer;
    await settled();
  }
}

afterEach(() => channel?.port1.close());

test("a value and a promised value are answered with the task's number", async () => {
  expect(await answerTo((input) => input, [1])).toEqual({ id: 7, ok: true, value: [1] });
  expect(await answerTo(async () => "later", 0)).toEqual({ id: 7, ok: true, value: "later" });
});

test("a value that is handed over is empty on this side, another is not", async () => {
  const [moved, copied] = [new Uint8Array([1, 2]), new Uint8Array([3])];
  const answer = await answerTo(() => handOver(moved, [moved.buffer]), 0);
  expect(answer).toEqual({ id: 7, ok: true, value: new Uint8Array([1, 2]) });
  expect(await answerTo(() => copied, 0)).toMatchObject({ value: new Uint8Array([3]) });
  expect([moved.byteLength, copied.byteLength]).toEqual([0, 1]);
});

test.each([
  [new RangeError("thrown"), new RangeError("thrown")],
  ["a string", "a string"],
  [undefined, undefined],
  [new DOMException("left", "AbortError"), new Error("AbortError: left")],
  [new Error("odd", { cause: () => 1 }), new Error("Error: odd")],
  [() => 1, new Error("what was thrown cannot be cloned")],
  [{ call: () => 1 }, new Error("what was thrown cannot be cloned")],
])("%j is answered as an error that can cross", async (thrown, error) => {
  const answer = await answerTo(() => Promise.reject(thrown), 0);
  expect(answer).toEqual({ id: 7, ok: false, error });
  expect(
    await answerTo(() => {
      throw thrown;
    }, 0),
  ).toEqual(answer);
});

test("a result that cannot cross is an error that says so", async () => {
  const { error } = (await answerTo(() => Symbol("mine"), 0)) as { error: unknown };
  expect(error).toEqual(new Error("DataCloneError: Symbol(mine) could not be cloned."));
});

test("the main thread has nobody to answer", () => {
  expect(() => answerTasks(() => 1, null)).toThrow("this is the main thread");
});
