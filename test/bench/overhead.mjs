// @ts-nocheck It measures dist/, which is not there before a build.
// Calls that do nothing, given at once, at most 10 at a time: what is left is what the dispatcher
// and others of its kind cost. Entries run interleaved in one process; figures are medians of the
// process's CPU time, garbage collection included, which busy neighbours disturb less than the time
// on the wall.
import { setMaxListeners } from "node:events";
import { Effect } from "effect";
import fastq from "fastq";
import pLimit from "p-limit";
import PQueue from "p-queue";
import { createDispatcher } from "../../dist/index.js";

const CONCURRENCY = 10;
const TASKS = 100_000;
const BACKLOGS = [1_000, 100_000];
const ROUNDS = 5;

/** Answered instead of running what would take hours. */
const LEFT_OUT = Symbol("left out");

const noop = async () => {};

/** How to run `count` tasks, given at once. */
const ENTRIES = {
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
  const calls = Array.from({ length: TASKS }, (_, n) => ({
    tool: hasFiles ? (n % 4 === 0 ? "write" : "read") : "noop",
    arguments: hasFiles ? { n, file: fileOf(n) } : { n },
  }));
  const timeoutMs = isWatched ? 60_000 : Infinity;
  return (count) => {
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

export async function compareOverhead() {
  const names = Object.keys(ENTRIES);
  const measured = new Map(names.map((name) => [name, BACKLOGS.map(() => [])]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [place, backlog] of BACKLOGS.entries()) {
      for (const name of names) {
        const us = await cpuPerTask(ENTRIES[name], backlog);
        if (round > 0) measured.get(name)[place].push(us); // The first round warms up.
      }
    }
  }
  console.log(`\n${TASKS} calls that do nothing, ${CONCURRENCY} at a time: µs of CPU per call,`);
  console.log(`median (least..most) of ${ROUNDS}, with ${BACKLOGS.join(" and ")} queued; ratio`);
  for (const [name, columns] of measured) {
    const [few, many] = columns.map(median);
    const cells = columns.map((values) => range(values).padStart(22));
    const ratio = Number.isNaN(many) ? "-" : `${(many / few).toFixed(2)}x`;
    console.log(`${name.padEnd(54)}${cells.join("")}${ratio.padStart(8)}`);
  }
}

async function cpuPerTask(run, backlog) {
  globalThis.gc?.();
  const start = process.cpuUsage();
  for (let done = 0; done < TASKS; done += backlog) {
    if ((await run(backlog)) === LEFT_OUT) return Number.NaN;
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / TASKS;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function range(values) {
  if (values.some(Number.isNaN)) return "left out";
  const show = (value) => value.toFixed(2);
  return `${show(median(values))} (${show(Math.min(...values))}..${show(Math.max(...values))})`;
}
