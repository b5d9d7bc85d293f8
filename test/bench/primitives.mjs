// @ts-nocheck It measures dist/, which is not there before a build.
// What the primitives cost, beside a bare worker loop and well-known libraries.
// Run: npm run bench:primitives
// All entries of a table run interleaved in one process; the figures are medians. The process's CPU
// time is measured, garbage collection included, because it suffers less from busy neighbours than
// the time on the wall; all of these are bound by the CPU.
import { Mutex as AsyncMutex, Semaphore as AsyncSemaphore } from "async-mutex";
import { Mutex as ToolkitMutex, Semaphore as ToolkitSemaphore } from "es-toolkit";
import fastq from "fastq";
import pLimit from "p-limit";
import PQueue from "p-queue";
import {
  KeyedMutex,
  mapConcurrent,
  Mutex,
  ReadWriteLock,
  ResourceLock,
  Semaphore,
} from "../../dist/index.js";

const CONCURRENCY = 10;
const noop = async () => {};

/** How to run `count` tasks, given at once, at most 10 at a time. */
const LIMITERS = {
  "bare worker loop (the floor)": async (count) => {
    let next = 0;
    const worker = async () => {
      while (next < count) {
        next += 1;
        await noop();
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  },
  "bare worker loop with results": async (count) => {
    let next = 0;
    const results = [];
    const worker = async () => {
      while (next < count) results[next] = await noop(next++);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  },
  // What nobody can save who gives each caller a promise to wait on.
  "bare promises, settled later": async (count) => {
    const settle = [];
    const promises = all(count, () => new Promise((resolve) => settle.push(resolve)));
    for (const each of settle) each();
    await promises;
  },
  "signalbox mapConcurrent": (count) =>
    mapConcurrent(Array.from({ length: count }), noop, { limit: CONCURRENCY }),
  "signalbox Semaphore.run": (count) => {
    const semaphore = new Semaphore(CONCURRENCY);
    return all(count, () => semaphore.run(noop));
  },
  "es-toolkit Semaphore": (count) => {
    const semaphore = new ToolkitSemaphore(CONCURRENCY);
    return all(count, async () => {
      await semaphore.acquire();
      try {
        await noop();
      } finally {
        semaphore.release();
      }
    });
  },
  "p-limit": (count) => {
    const limit = pLimit(CONCURRENCY);
    return all(count, () => limit(noop));
  },
  "fastq.promise": (count) => {
    const queue = fastq.promise(noop, CONCURRENCY);
    return all(count, () => queue.push());
  },
  "p-queue": (count) => {
    const queue = new PQueue({ concurrency: CONCURRENCY });
    return all(count, () => queue.add(noop));
  },
  "async-mutex Semaphore": (count) => {
    const semaphore = new AsyncSemaphore(CONCURRENCY);
    return all(count, () => semaphore.runExclusive(noop));
  },
};

function all(count, task) {
  return Promise.all(Array.from({ length: count }, task));
}

const write = (...path) => [{ path, mode: "write" }];

/** One uncontended acquire and release. */
const LOCKS = (() => {
  const lock = new ResourceLock();
  const deep = write("file", "home", "me", "project", "src", "room", "part", "file.ts");
  const four = [0, 1, 2, 3].flatMap((key) => write(`${key}`));
  const fourDeep = [123, 456, 789, 321].flatMap((leaf) => write(...deepPath(leaf)));
  const mutex = new Mutex();
  const keyed = new KeyedMutex();
  const readWrite = new ReadWriteLock();
  const asyncMutex = new AsyncMutex();
  const toolkit = new ToolkitMutex();
  return {
    "signalbox ResourceLock.acquire, one key": async () => (await lock.acquire(write("a")))(),
    "signalbox ResourceLock.acquire, depth 8": async () => (await lock.acquire(deep))(),
    "signalbox ResourceLock.acquire, 4 keys": async () => (await lock.acquire(four))(),
    "signalbox ResourceLock.acquire, 4 keys, depth 8": async () => (await lock.acquire(fourDeep))(),
    "signalbox ResourceLock.tryAcquire, one key": async () => lock.tryAcquire(write("a"))(),
    "signalbox Mutex": async () => (await mutex.acquire())(),
    "signalbox KeyedMutex": async () => (await keyed.acquire("a"))(),
    "signalbox ReadWriteLock": async () => (await readWrite.acquire("write"))(),
    "es-toolkit Mutex": async () => {
      await toolkit.acquire();
      toolkit.release();
    },
    "async-mutex Mutex": async () => (await asyncMutex.acquire())(),
  };
})();

/** Claims of request number `n`, for a lock that many wait for. */
const BACKLOGS = {
  "one key, all write": () => write("a"),
  "one key of 1,000, 1 in 4 writes": (n) => [
    { path: ["file", `${hash(n) % 1000}`], mode: n % 4 === 0 ? "write" : "read" },
  ],
  "depth 8, 4 of 1,000 keys, 1 in 4 writes": (n) =>
    [0, 1, 2, 3].map((key) => ({
      path: deepPath(hash(n * 4 + key) % 1000),
      mode: n % 4 === 0 ? "write" : "read",
    })),
};

function hash(n) {
  return Math.imul(n + 1, 2654435761) >>> 8;
}

/** One of 1,000 leaves, eight levels down. */
function deepPath(leaf) {
  const digits = `${leaf}`.padStart(3, "0");
  return ["file", "home", "me", "project", "src", digits[0], digits[1], digits[2]];
}

/** With `waiting` requests in line: the first is released, a new one enters at the end. */
function rolling(claimsOf, waiting, steps) {
  const lock = new ResourceLock();
  const claims = Array.from({ length: waiting + steps }, (_, n) => claimsOf(n));
  const tickets = claims.map(() => undefined);
  for (let n = 0; n < waiting; n += 1) tickets[n] = lock.enter(claims[n]);
  globalThis.gc();
  const start = process.cpuUsage();
  for (let step = 0; step < steps; step += 1) {
    const first = tickets[step];
    if (!first.isGranted) throw new Error("the first in line is not granted");
    first.release();
    tickets[step] = undefined;
    tickets[waiting + step] = lock.enter(claims[waiting + step]);
  }
  return nsSince(start, steps);
}

function nsSince(start, count) {
  const { user, system } = process.cpuUsage(start);
  return ((user + system) * 1000) / count;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

async function table(title, entries, repetitions, measure) {
  console.log(`\n${title}`);
  const measured = Object.fromEntries(Object.keys(entries).map((name) => [name, []]));
  for (let round = 0; round <= repetitions; round += 1) {
    for (const [name, entry] of Object.entries(entries)) {
      globalThis.gc();
      const ns = await measure(entry);
      if (round > 0) measured[name].push(ns); // The first round warms up.
    }
  }
  const floor = median(Object.values(measured)[0]);
  for (const [name, values] of Object.entries(measured)) {
    const ns = median(values);
    console.log(
      `${name.padEnd(46)}${ns.toFixed(0).padStart(8)} ns${(ns / floor).toFixed(2).padStart(9)}x`,
    );
  }
}

for (const burst of [1000, 100_000]) {
  const title = `100,000 tasks in bursts of ${burst}, 10 at a time: ns per task, and to the floor`;
  await table(title, LIMITERS, 5, async (run) => {
    const start = process.cpuUsage();
    for (let done = 0; done < 100_000; done += burst) await run(burst);
    return nsSince(start, 100_000);
  });
}
await table("uncontended acquire and release: ns, and to the first", LOCKS, 7, async (pair) => {
  const start = process.cpuUsage();
  for (let n = 0; n < 50_000; n += 1) await pair();
  return nsSince(start, 50_000);
});
for (const [name, claimsOf] of Object.entries(BACKLOGS)) {
  const sizes = { "1,000 waiting": 1000, "10,000 waiting": 10_000, "100,000 waiting": 100_000 };
  const title = `ResourceLock, ${name}: ns per release, grant and new request; and to the first`;
  await table(title, sizes, 7, async (waiting) => rolling(claimsOf, waiting, 20_000));
}
