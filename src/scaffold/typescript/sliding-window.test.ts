// A sliding window is the exact rate limiter: no window of the given length ever holds more starts
// than the limit, wherever it is laid. Take it when the other side counts a hard quota.
//
// Invariants the test proves:
// - never more starts than the limit in any window, with arrivals that come staggered
// - who waits starts as soon as the window lets it, first come first served
// - an aborted waiter leaves at once, counts for nothing and leaves no timer
//
// Pitfalls:
// - A window that resets at fixed times lets twice the limit through around its edge.
// - It counts starts, not calls in flight; bound those with a semaphore as well.
// - Each process has a window of its own: divide the quota, or count in one shared place.
// - A server that answers 429 is right; retry by its Retry-After, whatever was counted here.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SlidingWindow } from "../../primitives/sliding-window.js";
import { FakeClock } from "./fake-clock.js";

/** Asks at the given times and answers when each was let in. */
async function startsOf(limit: number, windowMs: number, askedAt: number[]): Promise<number[]> {
  const clock = new FakeClock();
  const window = new SlidingWindow({ limit, windowMs, clock });
  const starts: number[] = [];
  const asked = askedAt.map(async (atMs) => {
    await new Promise<void>((resolve) => clock.setTimer(resolve, atMs));
    await window.acquire();
    starts.push(clock.now());
  });
  await clock.advance(100_000);
  await Promise.all(asked);
  assert.equal(clock.timers, 0);
  return starts;
}

test("staggered arrivals: one, then nine, then twenty just after the first has left", async () => {
  const asked = [0, ...Array<number>(9).fill(900), ...Array<number>(20).fill(1_001)];
  const starts = await startsOf(10, 1_000, asked);
  assert.equal(starts.length, 30);
  for (const [n, start] of starts.entries()) {
    const eleventh = starts[n + 10];
    assert.ok(eleventh === undefined || eleventh - start >= 1_000, `${start} and ${eleventh}`);
  }
});

test("the limit is used up at once, and the rest follow as places come free", async () => {
  assert.deepEqual(await startsOf(2, 1_000, [0, 0, 0, 0, 300]), [0, 0, 1_000, 1_000, 2_000]);
});

test("first come, first served, and nobody is let in past those who wait", async () => {
  const clock = new FakeClock();
  const window = new SlidingWindow({ limit: 1, windowMs: 100, clock });
  assert.equal(window.tryAcquire(), true);
  const order: string[] = [];
  const waiting = ["a", "b"].map(async (name) => {
    await window.acquire();
    order.push(name);
  });
  await clock.advance(100);
  assert.equal(window.tryAcquire(), false);
  await clock.advance(100);
  await Promise.all(waiting);
  assert.deepEqual(order, ["a", "b"]);
});

test("an aborted waiter counts for nothing and leaves no timer", async () => {
  const clock = new FakeClock();
  const window = new SlidingWindow({ limit: 1, windowMs: 100, clock });
  await window.acquire();
  const controller = new AbortController();
  const waiting = window.acquire({ signal: controller.signal });
  const reason = new Error("caller left");
  controller.abort(reason);
  await assert.rejects(waiting, (error) => error === reason);
  assert.equal(clock.timers, 0);
  await clock.advance(100);
  assert.equal(window.tryAcquire(), true);
});
