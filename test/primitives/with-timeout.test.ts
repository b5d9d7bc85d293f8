import { expect, test } from "vitest";
import { sleep } from "../../src/primitives/clock.ts";
import { OutOfRange } from "../../src/primitives/range.ts";
import { TimeoutError, withTimeout } from "../../src/primitives/with-timeout.ts";
import { FakeClock } from "./fake-clock.ts";
import { deferred, listeners, outcome, unhandledDuring } from "./watch.ts";

test("work that ends in time passes through and leaves nothing behind", async () => {
  const clock = new FakeClock();
  const { signal } = new AbortController();
  const limited = withTimeout(() => Promise.resolve("done"), { timeoutMs: 10, signal, clock });
  expect([clock.timers, listeners(signal)]).toEqual([1, 1]);
  expect(await limited).toBe("done");
  expect([clock.timers, listeners(signal)]).toEqual([0, 0]);
});

test("when the time is up the work is told so, by the very error the caller gets", async () => {
  const clock = new FakeClock();
  let told: unknown;
  const limited = withTimeout(
    async (signal) => {
      await sleep(11, { clock, signal }).catch((reason: unknown) => (told = reason));
    },
    { timeoutMs: 10, clock },
  );
  const ended = outcome(limited);
  await clock.advance(10);
  const error = ((await outcome(limited)) as { reason: TimeoutError }).reason;
  expect(error).toBeInstanceOf(TimeoutError);
  expect(error).toMatchObject({ code: "timeout", timeoutMs: 10 });
  expect(told).toBe(error);
  expect(await ended).toBe("pending");
  expect(clock.timers).toBe(0);
});

test("one millisecond before the end it still waits", async () => {
  const clock = new FakeClock();
  const limited = withTimeout(() => sleep(10, { clock }), { timeoutMs: 10.5, clock });
  await clock.advance(10);
  expect(await outcome(limited)).toEqual({ value: undefined });
});

test("work that ignores its signal is not waited for; its later failure is dropped", async () => {
  const clock = new FakeClock();
  const stubborn = deferred();
  const unhandled = await unhandledDuring(async () => {
    const limited = withTimeout(() => stubborn.promise, { timeoutMs: 10, clock });
    const ended = expect(limited).rejects.toThrow(TimeoutError);
    await clock.advance(10);
    await ended;
    stubborn.reject(new Error("too late"));
  });
  expect(unhandled).toEqual([]);
});

test("the parent's reason passes through untouched, also if it was aborted before", async () => {
  const clock = new FakeClock();
  const parent = new AbortController();
  const reason = new Error("caller left");
  const never = () => new Promise<never>(() => undefined);
  const limited = withTimeout(never, { timeoutMs: 10, signal: parent.signal, clock });
  parent.abort(reason);
  expect(await outcome(limited)).toEqual({ reason });
  const late = withTimeout(() => expect.unreachable(), {
    timeoutMs: 10,
    signal: parent.signal,
    clock,
  });
  expect(await outcome(late)).toEqual({ reason });
  expect([clock.timers, listeners(parent.signal)]).toEqual([0, 0]);
});

test("a synchronous throw comes out as a rejection and leaves no timer", async () => {
  const clock = new FakeClock();
  const broken = new Error("broken");
  const limited = withTimeout(
    () => {
      throw broken;
    },
    { timeoutMs: 10, clock },
  );
  expect(await outcome(limited)).toEqual({ reason: broken });
  expect(clock.timers).toBe(0);
});

test("Infinity is no limit and sets no timer; less than nothing is out of range", async () => {
  const clock = new FakeClock();
  const work = deferred<number>();
  const limited = withTimeout(() => work.promise, { timeoutMs: Number.POSITIVE_INFINITY, clock });
  expect(clock.timers).toBe(0);
  work.resolve(1);
  expect(await limited).toBe(1);
  const wrong = withTimeout(() => 1, { timeoutMs: -1, clock });
  await expect(wrong).rejects.toThrow("timeoutMs must be a number from 0 to Infinity; received -1");
  await expect(withTimeout(() => 1, { timeoutMs: Number.NaN, clock })).rejects.toThrow(OutOfRange);
});
