import * as fc from "fast-check";
import { expect, test } from "vitest";
import { OutOfRange } from "../../src/primitives/range.ts";
import { SlidingWindow } from "../../src/primitives/sliding-window.ts";
import { QueueFull } from "../../src/primitives/waiter-queue.ts";
import { FakeClock } from "./fake-clock.ts";
import { listeners, outcome } from "./watch.ts";

/** Asks at the given times and answers when each start was granted. */
async function startsOf(limit: number, windowMs: number, asksMs: readonly number[]) {
  const clock = new FakeClock();
  const window = new SlidingWindow({ limit, windowMs, clock });
  const starts: number[] = [];
  for (const atMs of [...asksMs].sort((a, b) => a - b)) {
    await clock.advance(atMs - clock.now());
    void window.acquire().then(() => starts.push(clock.now()));
  }
  await clock.advance(windowMs * (asksMs.length + 1));
  return { starts, clock, window };
}

test("a start counts until a whole window has passed since it, not until an edge", async () => {
  const asks = [
    0,
    ...Array.from({ length: 9 }, () => 900),
    ...Array.from({ length: 20 }, () => 1001),
  ];
  const { starts } = await startsOf(10, 1000, asks);
  expect(starts.slice(0, 10)).toEqual([0, ...Array.from({ length: 9 }, () => 900)]);
  expect(starts.slice(10, 21)).toEqual([1001, ...Array.from({ length: 9 }, () => 1900), 2001]);
});

test("no window of the given length ever holds more starts than the limit", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 100 }),
      fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 40 }),
      async (limit, windowMs, asks) => {
        const { starts, clock, window } = await startsOf(limit, windowMs, asks);
        expect(starts).toHaveLength(asks.length);
        for (const [index, start] of starts.entries()) {
          const later = starts[index + limit];
          if (later !== undefined) expect(later - start).toBeGreaterThanOrEqual(windowMs);
        }
        expect(clock.timers).toBe(0);
        expect(window.stats()).toMatchObject({ used: 0, waiting: 0 });
      },
    ),
    { numRuns: 200 },
  );
});

test("an aborted waiter leaves at once, counts nothing and takes its timer along", async () => {
  const clock = new FakeClock();
  const window = new SlidingWindow({ limit: 1, windowMs: 10, clock });
  const leaver = new AbortController();
  await window.acquire();
  const left = window.acquire({ signal: leaver.signal });
  const stays = window.acquire();
  const reason = new Error("no longer wanted");
  leaver.abort(reason);
  expect(await outcome(left)).toEqual({ reason });
  await clock.advance(10);
  expect(await outcome(stays)).toEqual({ value: undefined });
  expect(listeners(leaver.signal)).toBe(0);
  expect(clock.timers).toBe(0);
});

test("a last waiter that leaves leaves no timer behind", async () => {
  const clock = new FakeClock();
  const window = new SlidingWindow({ limit: 1, windowMs: 10, clock });
  const leaver = new AbortController();
  await window.acquire();
  const left = window.acquire({ signal: leaver.signal });
  expect(clock.timers).toBe(1);
  leaver.abort();
  await outcome(left);
  expect(clock.timers).toBe(0);
});

test("a newcomer does not overtake who waits, and a full queue refuses", async () => {
  const clock = new FakeClock();
  const window = new SlidingWindow({ limit: 1, windowMs: 10, waitingMax: 1, clock });
  expect(window.tryAcquire()).toBe(true);
  const first = window.acquire();
  await expect(window.acquire()).rejects.toThrow(QueueFull);
  expect(window.tryAcquire()).toBe(false);
  expect(window.stats()).toEqual({ used: 1, waiting: 1, waitingMax: 1 });
  await clock.advance(10);
  await first;
  expect(window.tryAcquire()).toBe(false);
  await clock.advance(10);
  expect(window.tryAcquire()).toBe(true);
});

test("who waits is first also in the moment in which the window opens", async () => {
  const clock = new FakeClock();
  const window = new SlidingWindow({ limit: 1, windowMs: 10, clock });
  await window.acquire();
  let overtook: boolean | undefined;
  clock.setTimer(() => (overtook = window.tryAcquire()), 10);
  const waiter = window.acquire();
  await clock.advance(10);
  expect(await outcome(waiter)).toEqual({ value: undefined });
  expect(overtook).toBe(false);
});

test("one waiter is let in where two might have been, and the place is kept", async () => {
  const clock = new FakeClock();
  const window = new SlidingWindow({ limit: 2, windowMs: 10, clock });
  await Promise.all([window.acquire(), window.acquire()]);
  const waiter = window.acquire();
  await clock.advance(9);
  expect(window.stats()).toEqual({ used: 2, waiting: 1, waitingMax: 1 });
  await clock.advance(1);
  await waiter;
  expect(window.stats()).toEqual({ used: 1, waiting: 0, waitingMax: 1 });
  expect([window.tryAcquire(), window.tryAcquire()]).toEqual([true, false]);
});

test("what is used is counted up to the limit and no longer than a window", async () => {
  const clock = new FakeClock(1_000);
  const window = new SlidingWindow({ limit: 3, windowMs: 10, clock });
  const used: number[] = [];
  for (let start = 0; start < 5; start += 1) {
    used.push(window.stats().used);
    window.tryAcquire();
    await clock.advance(3);
  }
  await clock.advance(6.9);
  used.push(window.stats().used);
  await clock.advance(0.1);
  used.push(window.stats().used);
  expect(used).toEqual([0, 1, 2, 3, 2, 1, 0]);
});

test("an abort before the call rejects with its reason and counts nothing", async () => {
  const window = new SlidingWindow({ limit: 1, windowMs: 10, clock: new FakeClock() });
  const reason = new Error("gone");
  await expect(window.acquire({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(window.stats().used).toBe(0);
});

test.each([
  [{ limit: 0, windowMs: 1 }, "limit"],
  [{ limit: 1.5, windowMs: 1 }, "limit"],
  [{ limit: 1, windowMs: 0 }, "windowMs"],
  [{ limit: 1, windowMs: Number.NaN }, "windowMs"],
  [{ limit: 1, windowMs: 1, waitingMax: -1 }, "waitingMax"],
])("%j is out of range", (options, field) => {
  expect(() => new SlidingWindow(options)).toThrow(
    expect.objectContaining({ field }) as OutOfRange,
  );
});
