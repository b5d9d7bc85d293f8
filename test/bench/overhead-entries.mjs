// @ts-nocheck It measures dist/, which is not there before a build.
// What overhead.mjs compares: calls that do nothing, given at once, at most 10 at a time.
import { setMaxListeners } from "node:events";
import { Effect } from "effect";
import fastq from "fastq";
import pLimit from "p-limit";
import PQueue from "p-queue";
import { createDispatcher } from "../../dist/index.js";

export const CONCURRENCY = 10;
export const TASKS = 100_000;

/** Answered instead of running what would take hours. */
export const LEFT_OUT = Symbol("left out");

const noop = async () => {};

/** How to run `count` tasks, given at once. */
export const ENTRIES = {
  "bare worker loop with results (the floor)": async (count) => {
    let next = 0;
    const results = [];
    const worker = async () => {
      while (next < count) results[next] = await noop(next++);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  },
  "dispatcher, bare": dispatching({}),
  "dispatcher, with timeout, signal and metrics": dispatching({ isWatched: true }),
  "dispatcher, each on one of 1,000 files, 1 in 4 writes": dispatching({ hasFiles: true }),
  "p-limit": (count) => {
    const limit = pLimit(CONCURRENCY);
    return all(count, () => limit(noop));
  },
  "fastq.promise": (count) => {
    const queue = fastq.promise(noop, CONCURRENCY);
    return all(count, () => queue.push());
  },
  "effect, forEach with concurrency": (count) => {
    const task = Effect.promise(noop);
    const each = Effect.forEach(Array.from({ length: count }), () => task, {
      concurrency: CONCURRENCY,
    });
    return Effect.runPromise(each);
  },
  "p-queue": (count) => {
    const queue = new PQueue({ concurrency: CONCURRENCY });
    return all(count, () => queue.add(noop));
  },
  // Its cost grows with the square of what is queued: 100,000 would take hours.
  "p-queue, with timeout and signal, 1,000 queued": (count) => {
    if (count > 1_000) return LEFT_OUT;
    const queue = new PQueue({ concurrency: CONCURRENCY, timeout: 60_000 });
    const { signal } = new AbortController();
    setMaxListeners(0, signal);
    return all(count, () => queue.add(noop, { signal }));
  },
};

function all(count, task) {
  return Promise.all(Array.from({ length: count }, task));
}

/** Calls that differ in their arguments: those that read the same would run once. */
function dispatching({ isWatched = false, hasFiles = false }) {
  const claim = ({ file }, mode) => [{ path: ["file", file], mode }];
  const tools = {
    noop: { run: noop, effect: "read-only", footprint: () => [] },
    read: { run: noop, effect: "read-only", footprint: (args) => claim(args, "read") },
    write: { run: noop, footprint: (args) => claim(args, "write") },
  };
  const timeoutMs = isWatched ? 60_000 : Infinity;
  let calls;
  return (count) => {
    calls ??= Array.from({ length: TASKS }, (_, n) => ({
      tool: hasFiles ? (n % 4 === 0 ? "write" : "read") : "noop",
      arguments: hasFiles ? { n, file: fileOf(n) } : { n },
    }));
    const metrics = { started: 0, ended: 0 };
    const dispatcher = createDispatcher({
      tools,
      bounds: { callsMax: TASKS, queueMax: TASKS, inFlightMax: CONCURRENCY, timeoutMs },
      observer: isWatched
        ? { started: () => (metrics.started += 1), ended: () => (metrics.ended += 1) }
        : undefined,
    });
    const signal = isWatched ? new AbortController().signal : undefined;
    return dispatcher.dispatch({ calls: calls.slice(0, count) }, { signal });
  };
}

function fileOf(n) {
  return String((Math.imul(n + 1, 2_654_435_761) >>> 8) % 1_000);
}
