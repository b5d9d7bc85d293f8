// Retry on p-retry: a call that may fail for a moment is made again after a random, growing delay.
// What p-retry leaves off is turned on: full jitter, a cap, few tries, a signal for every try.
//
// Invariants the test proves:
// - `attempts` is the number of calls in all, and the last error is what it rejects with
// - delays double up to the cap and are random; Retry-After is a floor under them
// - what is not retryable is called once, and a TypeError is retried like any other error
// - an abort ends a delay at once, with the caller's reason
//
// Pitfalls:
// - p-retry's `retries: 3` means four calls, and the default is 10.
// - Its `randomize` is off by default, and its `maxTimeout` Infinity.
// - It never retries a TypeError that is no network error, whatever `shouldRetry` says.
// - Its signal ends the delay; it does not pass it to your function.
// - Retry only what may happen twice, and at one layer only.
import assert from "node:assert/strict";
import { test } from "node:test";
import { retry } from "./retry.js";

/** Waits that take no time, and how long they should have been. */
function waits(): { delays: number[]; wait: (delayMs: number) => Promise<void> } {
  const delays: number[] = [];
  const wait = async (delayMs: number): Promise<void> => {
    delays.push(delayMs);
  };
  return { delays, wait };
}

test("five attempts are five calls, with delays that double up to the cap", async () => {
  const { delays, wait } = waits();
  let calls = 0;
  const task = (): never => {
    throw new Error(`failure ${(calls += 1)}`);
  };
  const options = { attempts: 5, baseMs: 100, capMs: 300, random: () => 1, wait };
  await assert.rejects(retry(task, options), /failure 5/);
  assert.deepEqual(delays, [100, 200, 300, 300]);
});

test("the whole delay is random, and Retry-After is a floor", async () => {
  const { delays, wait } = waits();
  const draws = [0, 0.5];
  const task = (attempt: number): string => {
    if (attempt < 3) throw new Error("busy");
    return "done";
  };
  const options = {
    baseMs: 100,
    random: () => draws.shift() ?? 1,
    retryAfterMs: () => 2_000,
    wait,
  };
  assert.equal(await retry(task, options), "done");
  assert.deepEqual(delays, [2_000, 2_100]);
});

test("what is not retryable is called once", async () => {
  const { delays, wait } = waits();
  const mine = new Error("mine");
  const failing = retry(() => Promise.reject(mine), { retryable: () => false, wait });
  await assert.rejects(failing, (error) => error === mine);
  assert.deepEqual(delays, []);
});

test("a TypeError is retried when it is retryable", async () => {
  const { wait } = waits();
  const task = (attempt: number): string => {
    if (attempt === 1) throw new TypeError("flaky");
    return "done";
  };
  assert.equal(await retry(task, { wait }), "done");
});

test("an abort ends a delay at once with the caller's reason", async () => {
  const controller = new AbortController();
  const reason = new Error("caller left");
  let calls = 0;
  const running = retry(
    () => {
      calls += 1;
      return Promise.reject(new Error("busy"));
    },
    { baseMs: 60_000, capMs: 60_000, random: () => 1, signal: controller.signal },
  );
  setImmediate(() => controller.abort(reason));
  await assert.rejects(running, (error) => error === reason);
  assert.equal(calls, 1);
});
