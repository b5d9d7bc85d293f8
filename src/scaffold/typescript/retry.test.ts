// Retry: a call that may fail for a moment is made again after a random, growing delay, within a
// bounded number of tries and before a deadline.
//
// Invariants the test proves:
// - `attempts` is the number of calls in all, and the last error is what it rejects with
// - delays double up to the cap, and the whole of each is drawn at random (full jitter)
// - Retry-After is a floor: the random part comes on top of it
// - what is not retryable is called once; nothing is started after the deadline
// - a try that takes too long is aborted and counts; an abort ends a try and a delay at once
//
// Pitfalls:
// - Retry only what may happen twice; give a write an idempotency key.
// - Retry at one layer: three layers of three tries are 27 calls to a service that is down.
// - Never retry an abort of your own, nor a 4xx other than 408, 425 and 429.
// - Without jitter all callers of one outage come back in the same instant.
// - `setTimeout` beyond 2^31 - 1 ms fires at once: an uncapped backoff ends as a hot loop.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { parseRetryAfter, retry } from "../../primitives/retry.js";
import { FakeClock } from "./fake-clock.js";

const LARGEST = (): number => 1;

/** A task that always fails, and when it was called. */
function failing(clock: FakeClock): { calledAt: number[]; task: () => Promise<never> } {
  const calledAt: number[] = [];
  const task = async (): Promise<never> => {
    calledAt.push(clock.now());
    throw new Error(`failure ${calledAt.length}`);
  };
  return { calledAt, task };
}

test("five attempts are five calls, with delays that double up to the cap", async () => {
  const clock = new FakeClock();
  const { calledAt, task } = failing(clock);
  const running = retry(task, { attempts: 5, baseMs: 100, capMs: 300, clock, random: LARGEST });
  const rejected = assert.rejects(running, /failure 5/);
  await clock.advance(10_000);
  await rejected;
  assert.deepEqual(calledAt, [0, 100, 300, 600, 900]);
  assert.equal(clock.timers, 0);
});

test("the whole delay is random", async () => {
  const clock = new FakeClock();
  const { calledAt, task } = failing(clock);
  const draws = [0, 0.5, 0.25];
  const options = { attempts: 4, baseMs: 100, clock, random: () => draws.shift() ?? 1 };
  const rejected = assert.rejects(retry(task, options), /failure 4/);
  await clock.advance(10_000);
  await rejected;
  assert.deepEqual(calledAt, [0, 0, 100, 200]);
});

test("Retry-After is a floor with the jitter on top", async () => {
  const clock = new FakeClock();
  const { calledAt, task } = failing(clock);
  const retryAfterMs = (): number | undefined => parseRetryAfter("2", 0);
  const options = { attempts: 2, baseMs: 100, clock, random: LARGEST, retryAfterMs };
  const rejected = assert.rejects(retry(task, options), /failure 2/);
  await clock.advance(10_000);
  await rejected;
  assert.deepEqual(calledAt, [0, 2_100]);
});

test("what is not retryable is called once", async () => {
  const clock = new FakeClock();
  const { calledAt, task } = failing(clock);
  const retryable = (error: unknown): boolean => !String(error).includes("failure");
  await assert.rejects(retry(task, { attempts: 5, clock, retryable }), /failure 1/);
  assert.deepEqual(calledAt, [0]);
});

test("no try begins after the deadline", async () => {
  const clock = new FakeClock();
  const { calledAt, task } = failing(clock);
  const options = { attempts: 9, baseMs: 100, deadlineMs: 350, clock, random: LARGEST };
  const rejected = assert.rejects(retry(task, options), /failure 3/);
  await clock.advance(10_000);
  await rejected;
  assert.deepEqual(calledAt, [0, 100, 300]);
});

test("a try that takes too long is aborted, and the next one may succeed", async () => {
  const clock = new FakeClock();
  const reasons: unknown[] = [];
  const running = retry(
    ({ number, signal }) => {
      if (number === 2) return "second";
      return new Promise<string>((_, reject) => {
        signal.addEventListener("abort", () => {
          reasons.push(signal.reason);
          reject(signal.reason);
        });
      });
    },
    { attempts: 2, attemptTimeoutMs: 50, baseMs: 100, clock, random: LARGEST },
  );
  await clock.advance(150);
  assert.equal(await running, "second");
  assert.equal(String(reasons), "TimeoutError: timed out after 50 ms");
});

test("an abort ends a delay at once and leaves neither timer nor listener", async () => {
  const clock = new FakeClock();
  const { calledAt, task } = failing(clock);
  const controller = new AbortController();
  const { signal } = controller;
  const running = retry(task, { attempts: 5, baseMs: 60_000, clock, random: LARGEST, signal });
  await clock.advance(10);
  const reason = new Error("caller left");
  controller.abort(reason);
  await assert.rejects(running, (error) => error === reason);
  assert.deepEqual(calledAt, [0]);
  assert.equal(clock.timers, 0);
  assert.equal(getEventListeners(signal, "abort").length, 0);
});
