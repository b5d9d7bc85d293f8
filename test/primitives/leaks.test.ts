import { expect, test } from "vitest";
import { KeyedMutex } from "../../src/primitives/keyed-mutex.ts";
import { mapConcurrent } from "../../src/primitives/map-concurrent.ts";
import { Mutex } from "../../src/primitives/mutex.ts";
import { ReadWriteLock } from "../../src/primitives/read-write-lock.ts";
import { ResourceLock } from "../../src/primitives/resource-lock.ts";
import { scope } from "../../src/primitives/scope.ts";
import { Semaphore, type Release } from "../../src/primitives/semaphore.ts";
import { TokenBucket } from "../../src/primitives/token-bucket.ts";
import { withTimeout } from "../../src/primitives/with-timeout.ts";
import { FakeClock } from "./fake-clock.ts";
import { HEAP_GROWTH_MAX_BYTES, heapGrowthBytes } from "./heap.ts";
import { listeners } from "./watch.ts";

const ACQUISITIONS = 100_000;

type Acquire = (n: number, signal: AbortSignal) => Promise<Release>;

const clock = new FakeClock();
const semaphore = new Semaphore(2);
const mutex = new Mutex();
const keyed = new KeyedMutex<string>();
const readWrite = new ReadWriteLock();
const resources = new ResourceLock<number>();
const bucket = new TokenBucket({ ratePerSecond: 1e-3, burst: 1, clock });
void bucket.tryAcquire();

const locks: [string, Acquire, () => object][] = [
  ["semaphore", (_n, signal) => semaphore.acquire({ signal }), () => semaphore.stats()],
  ["mutex", (_n, signal) => mutex.acquire({ signal }), () => mutex.stats()],
  ["keyed mutex", (n, signal) => keyed.acquire(`${n >> 2}`, { signal }), () => keyed.stats()],
  [
    "read/write lock",
    (n, signal) => readWrite.acquire(n % 3 === 0 ? "write" : "read", { signal }),
    () => readWrite.stats(),
  ],
  [
    "resource lock",
    (n, signal) => {
      const mode = n % 3 === 0 ? "write" : "read";
      const claims = [
        { path: ["file", `${n >> 3}`], mode } as const,
        { path: ["b"], mode } as const,
      ];
      return resources.acquire(claims, { signal, owner: n });
    },
    () => resources.stats(),
  ],
];

/** Four requests at once, three of them aborted after the first was granted. */
async function fourAtATime(acquire: Acquire, n: number, longLived: AbortSignal): Promise<void> {
  const controller = new AbortController();
  const asked = [0, 1, 2, 3].map((offset) =>
    acquire(n + offset, offset === 1 ? longLived : controller.signal),
  );
  const releases = await Promise.all(asked.slice(0, 1));
  controller.abort("gone");
  for (const each of asked.slice(2)) {
    const release = await each.catch((): undefined => undefined);
    if (release !== undefined) releases.push(release);
  }
  for (const release of releases) release();
  (await asked[1])?.();
}

test.each(locks)(
  "100,000 acquisitions of a %s leave nothing",
  async (_name, acquire, stats) => {
    const { signal } = new AbortController();
    const rounds = async (): Promise<void> => {
      for (let n = 0; n < ACQUISITIONS / 2; n += 4) await fourAtATime(acquire, n, signal);
    };
    expect(await heapGrowthBytes(rounds)).toBeLessThan(HEAP_GROWTH_MAX_BYTES);
    expect(listeners(signal)).toBe(0);
    const left = Object.entries(stats()).filter(([name]) => !/Max$|capacity/.test(name));
    expect(left.filter(([, value]) => value !== 0 && value !== false)).toEqual([]);
  },
  120_000,
);

test("a resource lock that is never idle does not remember who has come and gone", async () => {
  const lock = new ResourceLock();
  const stays = lock.enter([{ path: ["b"], mode: "read" }]);
  const rounds = async (): Promise<void> => {
    for (let n = 0; n < ACQUISITIONS / 2; n += 1) {
      lock.enter([{ path: ["file", `${n}`], mode: n % 2 === 0 ? "read" : "write" }]).release();
    }
  };
  expect(await heapGrowthBytes(rounds)).toBeLessThan(HEAP_GROWTH_MAX_BYTES);
  expect(lock.stats()).toMatchObject({ holding: 1, resources: 1 });
  stays.release();
  expect(lock.stats()).toMatchObject({ holding: 0, resources: 0 });
});

test("100,000 aborted waits for a token leave no timer and take no token", async () => {
  const rounds = async (): Promise<void> => {
    for (let n = 0; n < ACQUISITIONS / 20; n += 1) {
      const own = new AbortController();
      const waits = Array.from({ length: 10 }, () =>
        bucket.acquire({ signal: own.signal }).catch(() => undefined),
      );
      own.abort("gone");
      await Promise.all(waits);
    }
  };
  expect(await heapGrowthBytes(rounds)).toBeLessThan(HEAP_GROWTH_MAX_BYTES);
  expect(clock.timers).toBe(0);
  expect(bucket.stats()).toMatchObject({ available: 0, waiting: 0 });
});

test("10,000 scopes, maps and time limits leave no listener, no timer, no heap", async () => {
  const { signal } = new AbortController();
  const rounds = async (): Promise<void> => {
    for (let n = 0; n < 5000; n += 1) {
      await scope((tasks) => void tasks.spawn(() => n), { signal });
      await mapConcurrent([n, n + 1], async (item) => item, { limit: 2, signal });
      await withTimeout(() => n, { timeoutMs: 1e6, signal, clock });
    }
  };
  expect(await heapGrowthBytes(rounds)).toBeLessThan(HEAP_GROWTH_MAX_BYTES);
  expect([listeners(signal), clock.timers]).toEqual([0, 0]);
}, 120_000);
