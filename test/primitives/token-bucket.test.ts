import * as fc from "fast-check";
import { expect, test } from "vitest";
import { OutOfRange } from "../../src/primitives/range.ts";
import { TokenBucket } from "../../src/primitives/token-bucket.ts";
import { QueueFull } from "../../src/primitives/waiter-queue.ts";
import { FakeClock } from "./fake-clock.ts";
import { listeners, outcome } from "./watch.ts";

test("it gives the burst at once and then one token per refill", async () => {
  const clock = new FakeClock();
  const bucket = new TokenBucket({ ratePerSecond: 10, burst: 3, clock });
  const grantedMs: number[] = [];
  for (let ask = 0; ask < 6; ask++) void bucket.acquire().then(() => grantedMs.push(clock.now()));
  await clock.advance(1_000);
  expect(grantedMs).toEqual([0, 0, 0, 100, 200, 300]);
  expect(clock.timers).toBe(0);
});

test("a wait is as long as what is missing, down to fractions, and no longer", async () => {
  const clock = new FakeClock(7.25);
  const bucket = new TokenBucket({ ratePerSecond: 10, burst: 3, clock });
  expect(bucket.tryAcquire(3)).toBe(true);
  await clock.advance(50);
  expect(bucket.stats()).toEqual({ available: 0.5, waiting: 0, waitingMax: 0 });
  const two = bucket.acquire({ tokens: 2 });
  await clock.advance(149);
  expect(await outcome(two)).toBe("pending");
  await clock.advance(1);
  expect(await outcome(two)).toEqual({ value: undefined });
});

test("idleness never saves up more than the burst", async () => {
  const clock = new FakeClock();
  const bucket = new TokenBucket({ ratePerSecond: 10, burst: 3, clock });
  await clock.advance(1e9);
  expect(bucket.stats().available).toBe(3);
  expect([1, 2, 3, 4].map(() => bucket.tryAcquire())).toEqual([true, true, true, false]);
});

test("no window ever gives out more than burst + rate * window, and nothing stalls", async () => {
  const ask = fc.record({ atMs: fc.nat(2_000), tokens: fc.integer({ min: 1, max: 3 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 3, max: 6 }),
      fc.array(ask, { maxLength: 30 }),
      async (ratePerSecond, burst, asks) => {
        const clock = new FakeClock();
        const bucket = new TokenBucket({ ratePerSecond, burst, clock });
        const grants: { atMs: number; tokens: number }[] = [];
        for (const { atMs, tokens } of asks.toSorted((a, b) => a.atMs - b.atMs)) {
          await clock.advance(atMs - clock.now());
          void bucket.acquire({ tokens }).then(() => grants.push({ atMs: clock.now(), tokens }));
        }
        await clock.advance(200_000);
        expect(grants).toHaveLength(asks.length);
        for (const [from, first] of grants.entries()) {
          let given = 0;
          for (const { atMs, tokens } of grants.slice(from)) {
            given += tokens;
            const allowed = burst + (ratePerSecond * (atMs - first.atMs)) / 1_000;
            expect(given).toBeLessThanOrEqual(allowed + 1e-6);
          }
        }
        expect(clock.timers).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});

test("a small request does not overtake a large one that waits", async () => {
  const clock = new FakeClock();
  const bucket = new TokenBucket({ ratePerSecond: 1_000, burst: 4, clock });
  bucket.tryAcquire(4);
  const order: string[] = [];
  void bucket.acquire({ tokens: 4 }).then(() => order.push("large"));
  void bucket.acquire({ tokens: 1 }).then(() => order.push("small"));
  await clock.advance(3);
  expect(bucket.tryAcquire()).toBe(false);
  expect(order).toEqual([]);
  await clock.advance(2);
  expect(order).toEqual(["large", "small"]);
});

test("a large waiter that leaves takes nothing and lets the small one move up", async () => {
  const clock = new FakeClock();
  const bucket = new TokenBucket({ ratePerSecond: 1_000, burst: 4, clock });
  bucket.tryAcquire(4);
  const leaver = new AbortController();
  const reason = new Error("no longer wanted");
  const large = bucket.acquire({ tokens: 4, signal: leaver.signal });
  const small = bucket.acquire();
  await clock.advance(1);
  leaver.abort(reason);
  expect(await outcome(large)).toEqual({ reason });
  expect(await outcome(small)).toEqual({ value: undefined });
  expect(bucket.stats()).toMatchObject({ available: 0, waiting: 0, waitingMax: 2 });
  expect([listeners(leaver.signal), clock.timers]).toEqual([0, 0]);
});

test("a full queue refuses, and an abort before the call rejects with its reason", async () => {
  const clock = new FakeClock();
  const bucket = new TokenBucket({ ratePerSecond: 1, burst: 1, waitingMax: 0, clock });
  const reason = new Error("gone");
  await expect(bucket.acquire({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  await bucket.acquire();
  await expect(bucket.acquire()).rejects.toThrow(QueueFull);
  expect(clock.timers).toBe(0);
});

test("more tokens than the burst would wait for ever and are refused", async () => {
  const bucket = new TokenBucket({ ratePerSecond: 1, burst: 2, clock: new FakeClock() });
  await expect(bucket.acquire({ tokens: 3 })).rejects.toThrow(OutOfRange);
  await expect(bucket.acquire({ tokens: 0 })).rejects.toThrow(OutOfRange);
  expect(bucket.tryAcquire(2)).toBe(true);
});

test("what is asked for out of range is named", () => {
  const bucket = new TokenBucket({ ratePerSecond: 1, burst: 2, clock: new FakeClock() });
  expect(() => bucket.tryAcquire(3)).toThrow("tokens must be a whole number from 1 to 2");
});

test.each([
  [{ ratePerSecond: 0, burst: 1 }, "ratePerSecond"],
  [{ ratePerSecond: Number.POSITIVE_INFINITY, burst: 1 }, "ratePerSecond"],
  [{ ratePerSecond: 1, burst: 0 }, "burst"],
  [{ ratePerSecond: 1, burst: 1, waitingMax: -1 }, "waitingMax"],
])("%j is out of range", (options, field) => {
  expect(() => new TokenBucket(options)).toThrow(expect.objectContaining({ field }) as OutOfRange);
});
