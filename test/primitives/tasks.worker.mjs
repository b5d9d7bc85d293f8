// What the tests of the worker pool let its threads do: each task names a job of this list.
import { parentPort, threadId } from "node:worker_threads";
import { answerTasks, handOver } from "../../dist/primitives/worker-task.js";

/** @type {Record<string, (argument: any) => unknown>} */
const jobs = {
  square: (/** @type {number} */ number) => number * number,
  thread: () => threadId,
  /** Says that it is there, and waits until it may go on; the cells are a gate's. */
  hold: (/** @type {Int32Array} */ cells) => {
    Atomics.add(cells, 0, 1);
    Atomics.wait(cells, 1, 0);
    return threadId;
  },
  /** Counts for ever where the test can see it. */
  spin: (/** @type {Int32Array} */ cells) => {
    for (;;) Atomics.add(cells, 0, 1);
  },
  fail: (/** @type {string} */ message) => {
    throw new TypeError(message);
  },
  throwing: (/** @type {unknown} */ value) => {
    throw value;
  },
  throwingFunction: () => {
    throw Object.assign(new Error("with a function"), { cause: () => 1 });
  },
  exit: (/** @type {number} */ code) => process.exit(code),
  crashLater: () => {
    setImmediate(() => {
      throw new RangeError("after the answer");
    });
    return "answered";
  },
  crashMeanwhile: () => {
    setImmediate(() => {
      throw new RangeError("beside the work");
    });
    return new Promise(() => {});
  },
  answerThenExit: () => {
    setImmediate(() => process.exit(3));
    return "answered";
  },
  exhaust: () => {
    const kept = [];
    for (;;) kept.push(Array.from({ length: 10_000 }, () => ({})));
  },
  /** Says, by cell 0, that its answer has left. */
  answerThenTell: (/** @type {Int32Array} */ cells) => {
    setImmediate(() => {
      Atomics.store(cells, 0, 1);
      Atomics.notify(cells, 0);
    });
    return "too late";
  },
  chatterLater: (/** @type {Int32Array} */ cells) => {
    const port = parentPort;
    setImmediate(() => {
      port?.postMessage("after the answer");
      Atomics.store(cells, 0, 1);
    });
    return "answered";
  },
  functionResult: () => () => 1,
  chatter: (/** @type {unknown} */ message) => {
    const port = parentPort;
    port?.postMessage(message);
    return "answered";
  },
  bytes: (/** @type {number} */ length) => {
    const made = new Uint8Array(length).fill(7);
    return handOver(made, [made.buffer]);
  },
  length: (/** @type {ArrayBuffer} */ buffer) => buffer.byteLength,
};

answerTasks((/** @type {{ job: string, argument: unknown }} */ { job, argument }) => {
  return jobs[job]?.(argument);
});
