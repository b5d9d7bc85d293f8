// A token bucket lets calls through at a steady rate, and a bounded burst after a pause.
//
// Invariants the test proves:
// - in any window at most burst + rate * window tokens are given out, and that rate is reached
// - an idle bucket never holds more than the burst
// - first come, first served: a request for many tokens is not overtaken by small ones behind it
// - an aborted waiter leaves at once, takes no token and leaves no timer
// - a request for more than the burst is refused instead of waiting for ever
//
// Pitfalls:
// - A hard quota of n per window needs sliding-window: burst plus refill is more than n by design.
// - It bounds starts, not calls in flight; bound those with a semaphore as well.
// - Each process has a bucket of its own: divide the rate, or keep the bucket in one shared place.
// - The burst also comes at the start, from every process that starts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { TokenBucket } from "../../primitives/token-bucket.js";
import { FakeClock } from "./fake-clock.js";

/** Runs `count` callers that all come at once and answers when each was let in. */
async function startsOf(bucket: TokenBucket, clock: FakeClock, count: number): Promise<number[]> {
  const starts: number[] = [];
  const asked = Array.from({ length: count }, async () => {
    await bucket.acquire();
    starts.push(clock.now());
  });
  await clock.advance(60_000);
  await Promise.all(asked);
  return starts;
}

test("no window holds more than burst + rate * window, and the rate is reached", async () => {
  const clock = new FakeClock();
  const bucket = new TokenBucket({ ratePerSecond: 10, burst: 5, clock });
  const starts = await startsOf(bucket, clock, 50);
  for (const [first, from] of starts.entries()) {
    for (const [last, to] of starts.entries()) {
      const allowed = 5 + (10 * (to - from)) / 1_000;
      assert.ok(last - first + 1 <= allowed + 1e-6, `${last - first + 1} from ${from} to ${to}`);
    }
  }
  assert.deepEqual(starts.slice(0, 7).map(Math.round), [0, 0, 0, 0, 0, 100, 200]);
  assert.equal(Math.round(starts.at(-1) ?? 0), 4_500);
  assert.equal(clock.timers, 0);
});

test("an idle bucket never holds more than the burst", async () => {
  const clock = new FakeClock();
  const bucket = new TokenBucket({ ratePerSecond: 10, burst: 5, clock });
  await clock.advance(3_600_000);
  assert.equal(bucket.stats().available, 5);
  const answers = Array.from({ length: 6 }, () => bucket.tryAcquire());
  assert.deepEqual(answers, [true, true, true, true, true, false]);
});

test("a request for many tokens is not overtaken", async () => {
  const clock = new FakeClock();
  const bucket = new TokenBucket({ ratePerSecond: 1, burst: 3, clock });
  bucket.tryAcquire(3);
  const order: string[] = [];
  const ask = async (name: string, tokens: number): Promise<void> => {
    await bucket.acquire({ tokens });
    order.push(name);
  };
  const asked = [ask("many", 3), ask("one", 1)];
  await clock.advance(2_000);
  assert.deepEqual(order, []);
  assert.equal(bucket.tryAcquire(), false);
  await clock.advance(2_000);
  await Promise.all(asked);
  assert.deepEqual(order, ["many", "one"]);
});

test("an aborted waiter takes nothing, and those behind it move up at once", async () => {
  const clock = new FakeClock();
  const bucket = new TokenBucket({ ratePerSecond: 1, burst: 3, clock });
  bucket.tryAcquire(2);
  const controller = new AbortController();
  const leaving = bucket.acquire({ tokens: 3, signal: controller.signal });
  const behind = bucket.acquire();
  const reason = new Error("caller left");
  controller.abort(reason);
  await assert.rejects(leaving, (error) => error === reason);
  await behind;
  assert.equal(clock.timers, 0);
  assert.equal(bucket.stats().available, 0);
});

test("more than the burst is refused", async () => {
  const bucket = new TokenBucket({ ratePerSecond: 1, burst: 3, clock: new FakeClock() });
  await assert.rejects(bucket.acquire({ tokens: 4 }), { code: "out-of-range" });
  await bucket.acquire({ tokens: 3 });
});
