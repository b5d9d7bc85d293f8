import { expect, test } from "vitest";
import { OutOfRange } from "../../src/primitives/range.ts";
import { parseRetryAfter, retry, type RetryOptions } from "../../src/primitives/retry.ts";
import { TimeoutError } from "../../src/primitives/with-timeout.ts";
import { FakeClock } from "./fake-clock.ts";
import { listeners, outcome } from "./watch.ts";

const START_MS = 5_000;

/** Runs a task that fails the given number of times, and logs when each try began. */
async function run(failures: number, options: RetryOptions = {}, error: unknown = new Error("x")) {
  const clock = new FakeClock(START_MS);
  const triedMs: number[] = [];
  const result = retry(
    ({ number }) => {
      triedMs.push(clock.now() - START_MS);
      if (number <= failures) throw error;
      return `try ${number}`;
    },
    { clock, random: () => 1, ...options },
  );
  const ended = outcome(result).catch(() => undefined);
  await clock.advance(1e10);
  await ended;
  return { result: await outcome(result), triedMs, timers: clock.timers };
}

test("delays double up to the cap, and attempts counts every call", async () => {
  const { result, triedMs, timers } = await run(4, { attempts: 5, baseMs: 100, capMs: 300 });
  expect(result).toEqual({ value: "try 5" });
  const delaysMs = triedMs.map((at, index) => at - (triedMs[index - 1] ?? at));
  expect(delaysMs).toEqual([0, 100, 200, 300, 300]);
  expect(timers).toBe(0);
});

test("full jitter reaches down to no delay at all", async () => {
  const { triedMs } = await run(2, { random: () => 0 });
  expect(triedMs).toEqual([0, 0, 0]);
});

test("when the tries are used up the last error comes out", async () => {
  const error = new Error("still down");
  const { result, triedMs } = await run(9, { attempts: 2 }, error);
  expect(result).toEqual({ reason: error });
  expect(triedMs).toHaveLength(2);
});

test("what is not retryable is tried once", async () => {
  const { triedMs } = await run(9, { retryable: () => false });
  expect(triedMs).toEqual([0]);
});

test("Retry-After is a floor, with the jitter on top", async () => {
  const { triedMs } = await run(1, { retryAfterMs: () => 5_000, random: () => 0.5 });
  expect(triedMs).toEqual([0, 5_050]);
  const negative = await run(1, { retryAfterMs: () => -1, random: () => 0 });
  expect(negative.triedMs).toEqual([0, 0]);
});

test("a try that could not begin before the deadline is not waited for", async () => {
  const within = await run(2, { baseMs: 100, deadlineMs: 300 });
  expect(within.triedMs).toEqual([0, 100, 300]);
  const past = await run(2, { baseMs: 100, deadlineMs: 299 });
  expect(past.triedMs).toEqual([0, 100]);
  expect(past.timers).toBe(0);
});

test("each try has its own time limit, and its signal is told", async () => {
  const clock = new FakeClock();
  const told: unknown[] = [];
  const result = retry(
    ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          told.push(signal.reason);
          reject(signal.reason as Error);
        });
      }),
    { attempts: 2, attemptTimeoutMs: 50, baseMs: 0, clock },
  );
  const ended = expect(result).rejects.toThrow(TimeoutError);
  await clock.advance(100);
  await ended;
  expect(told).toHaveLength(2);
});

test.each(["in the delay", "in a try"])("an abort %s ends it at once", async (when) => {
  const clock = new FakeClock();
  const caller = new AbortController();
  const reason = new Error("caller left");
  let calls = 0;
  const task = (): Promise<never> => {
    calls += 1;
    return when === "in a try" ? new Promise(() => undefined) : Promise.reject(new Error("x"));
  };
  const options = { attempts: 9, baseMs: 1_000, random: () => 1, clock, signal: caller.signal };
  const result = retry(task, options);
  await clock.advance(10);
  caller.abort(reason);
  expect(await outcome(result)).toEqual({ reason });
  expect([calls, clock.timers, listeners(caller.signal)]).toEqual([1, 0, 0]);
});

test("numbers out of range are refused before the first call", async () => {
  const never = () => expect.unreachable();
  for (const options of [{ attempts: 0 }, { baseMs: -1 }, { capMs: 2 ** 31 }]) {
    const error = await retry(never, options).catch((refused: unknown) => refused);
    expect(error).toBeInstanceOf(OutOfRange);
    expect(error).toMatchObject({ field: Object.keys(options)[0] });
  }
});

test.each([
  ["120", 120_000],
  [" 0 ", 0],
  ["Mon, 23 Nov 2026 12:00:30 GMT", 30_000],
  ["Mon, 23 Nov 2026 11:00:00 GMT", 0],
  ["-5", undefined],
  ["1.5", undefined],
  ["soon", undefined],
  ["2026-11-23", undefined],
  ["", undefined],
  ["not before Mon, 23 Nov 2026 12:00:30 GMT", undefined],
  [null, undefined],
  [undefined, undefined],
])("Retry-After %j is %j", (header, expected) => {
  expect(parseRetryAfter(header, Date.parse("2026-11-23T12:00:00Z"))).toBe(expected);
});
