import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { Channel } from "../../src/primitives/channel.ts";
import { CircuitBreaker } from "../../src/primitives/circuit-breaker.ts";
import { firstWins } from "../../src/primitives/first-wins.ts";
import { GracefulShutdown } from "../../src/primitives/graceful-shutdown.ts";
import { retry } from "../../src/primitives/retry.ts";
import { settleAll } from "../../src/primitives/settle-all.ts";
import { SlidingWindow } from "../../src/primitives/sliding-window.ts";
import { WorkerPool } from "../../src/primitives/worker-pool.ts";
import { FakeClock } from "./fake-clock.ts";
import { Gate, until } from "./gate.ts";
import { HEAP_GROWTH_MAX_BYTES, heapGrowthBytes } from "./heap.ts";
import { listeners } from "./watch.ts";

const ROUNDS = 50_000;
const dropped = (): undefined => undefined;

/** Runs `round` 100,000 times, with the same signal that is never aborted. */
async function expectNothingLeft(
  round: (n: number, longLived: AbortSignal) => unknown,
  rounds = ROUNDS,
): Promise<void> {
  const { signal } = new AbortController();
  const all = async (): Promise<void> => {
    for (let n = 0; n < rounds; n += 1) await round(n, signal);
  };
  expect(await heapGrowthBytes(all)).toBeLessThan(HEAP_GROWTH_MAX_BYTES);
  expect(listeners(signal)).toBe(0);
}

test("100,000 puts and gets of a channel, half of them aborted, leave nothing", async () => {
  const channel = new Channel<number>(1);
  await expectNothingLeft(async (n, signal) => {
    const own = new AbortController();
    const gone = channel.get({ signal: own.signal }).catch(dropped);
    const got = channel.get({ signal });
    own.abort("gone");
    await channel.put(n, { signal });
    expect([await got, await gone]).toEqual([n, undefined]);
    await channel.put(n, { signal });
    const late = new AbortController();
    const waits = channel.put(-1, { signal: late.signal }).catch(dropped);
    late.abort("gone");
    await waits;
    expect(await channel.get({ signal })).toBe(n);
  }, ROUNDS / 4);
  expect(channel.stats()).toMatchObject({ size: 0, putting: 0, getting: 0 });
});

test("100,000 waits for a window, aborted, leave no timer and count for nothing", async () => {
  const clock = new FakeClock();
  const window = new SlidingWindow({ limit: 1, windowMs: 1e6, clock });
  void window.tryAcquire();
  await expectNothingLeft(async () => {
    const own = new AbortController();
    const waits = [0, 1].map(() => window.acquire({ signal: own.signal }).catch(dropped));
    own.abort("gone");
    await Promise.all(waits);
  }, ROUNDS / 2);
  expect([window.stats().used, window.stats().waiting, clock.timers]).toEqual([1, 0, 0]);
});

test("100,000 calls through a breaker that opens and recovers leave nothing", async () => {
  let nowMs = 0;
  const clock = { now: () => nowMs, setTimer: () => expect.unreachable() };
  const breaker = new CircuitBreaker({ callsMin: 5, windowMs: 100, openMs: 50, clock });
  await expectNothingLeft(async (n, signal) => {
    nowMs += 1;
    const own = new AbortController();
    const task = async (): Promise<void> => {
      if (n % 3 === 0) own.abort("gone");
      if (n % 2 === 0) throw new Error("down");
    };
    await breaker.run(task, { signal: n % 3 === 0 ? own.signal : signal }).catch(dropped);
  });
  expect(breaker.stats().opened).toBeGreaterThan(100);
});

test("races, hedged and not, leave no timer and no loser", async () => {
  const clock = new FakeClock();
  let running = 0;
  const contestant = (wins: boolean) => async (signal: AbortSignal) => {
    running += 1;
    try {
      if (wins) return await Promise.resolve("won");
      return await new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
    } finally {
      running -= 1;
    }
  };
  await expectNothingLeft(async (n, signal) => {
    const own = new AbortController();
    const isLost = n % 4 === 3;
    const race = firstWins([contestant(false), contestant(!isLost)], {
      hedgeAfterMs: n % 2 === 0 ? undefined : 10,
      signal: n % 4 === 0 ? signal : own.signal,
      clock,
    });
    if (n % 2 === 1) own.abort("gone");
    await race.catch(dropped);
  }, ROUNDS / 5);
  expect([running, clock.timers]).toEqual([0, 0]);
});

test("retries that succeed, fail and are aborted in the delay leave no timer", async () => {
  const clock = new FakeClock();
  await expectNothingLeft(async (n, signal) => {
    const own = new AbortController();
    const task = ({ number }: { number: number }): number => {
      if (n % 3 === 0 && number > 1) return n;
      if (n % 3 === 1) queueMicrotask(() => queueMicrotask(() => own.abort("gone")));
      throw new Error("again");
    };
    const baseMs = n % 3 === 1 ? 1e6 : 0;
    const limits = { attemptTimeoutMs: 1e6, attempts: 3, baseMs, clock };
    const tried = retry(task, { ...limits, signal: n % 3 === 1 ? own.signal : signal });
    if (n % 3 === 1) await tried.catch(dropped);
    else await Promise.all([clock.advance(0), clock.advance(0), tried.catch(dropped)]);
  }, ROUNDS / 10);
  expect(clock.timers).toBe(0);
});

test("settled batches leave no listener", async () => {
  await expectNothingLeft(async (n, signal) => {
    const work = async (item: number): Promise<number> => {
      if (item % 2 === 0) throw new Error("even");
      return item;
    };
    await settleAll([n, n + 1, n + 2], work, { limit: 2, signal });
  }, ROUNDS / 5);
});

test("tasks that a pool ran, refused or never began leave no listener and no thread", async () => {
  const file = new URL("tasks.worker.mjs", import.meta.url);
  const pool = new WorkerPool<object, unknown>(file, { size: 1, waitingMax: 4 });
  await expectNothingLeft(async (_n, signal) => {
    const gate = new Gate();
    const own = new AbortController();
    const held = pool.run({ job: "hold", argument: gate.cells }, { signal });
    const tasks = Array.from({ length: 10 }, (_, k) =>
      pool.run({ job: "square", argument: k }, { signal: k === 0 ? signal : own.signal }),
    );
    const settled = Promise.allSettled(tasks);
    own.abort("gone");
    await until(() => gate.entered === 1);
    gate.open();
    await held;
    expect((await settled).map(({ status }) => status)).toContain("fulfilled");
  }, ROUNDS / 100);
  expect(pool.stats()).toMatchObject({ running: 0, waiting: 0, threads: 1, started: 1 });
  await pool.close();
  expect(pool.stats()).toMatchObject({ threads: 0 });
});

test("shutdowns that are over listen to no signal and keep no timer", async () => {
  const clock = new FakeClock();
  const source = new EventEmitter();
  await expectNothingLeft(async (n) => {
    const shutdown = new GracefulShutdown({ graceMs: 1e6, source, clock, exit: dropped });
    const takeOut = shutdown.add("closed by itself", () => expect.unreachable());
    shutdown.add("fails at times", async () => {
      if (n % 2 === 0) throw new Error("step");
    });
    takeOut();
    if (n % 3 === 0) source.emit("SIGTERM", "SIGTERM");
    await shutdown.begin("over");
  }, ROUNDS / 5);
  expect(["SIGINT", "SIGTERM"].map((name) => source.listenerCount(name))).toEqual([0, 0]);
  expect(clock.timers).toBe(0);
});
