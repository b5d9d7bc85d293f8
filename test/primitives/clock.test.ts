import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sleep, systemClock, TIMER_MS_MAX } from "../../src/primitives/clock.ts";
import { FakeClock } from "./fake-clock.ts";
import { listeners, outcome } from "./watch.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

test("a timer fires once, when its delay has passed and not before", () => {
  const fired: number[] = [];
  systemClock.setTimer(() => fired.push(systemClock.now()), 100);
  const startMs = systemClock.now();
  vi.advanceTimersByTime(99);
  expect(fired).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(fired).toEqual([startMs + 100]);
});

test("a delay is given to the runtime as it is, and never more than it keeps", () => {
  const given = vi.spyOn(globalThis, "setTimeout");
  systemClock.setTimer(() => undefined, 250);
  systemClock.setTimer(() => undefined, TIMER_MS_MAX + 10);
  vi.advanceTimersByTime(TIMER_MS_MAX);
  expect(given.mock.calls.map(([, delayMs]) => delayMs)).toEqual([250, TIMER_MS_MAX, 10]);
});

test.each([0, -5, 0.4])("a timer of %d ms never fires inside setTimer", (delayMs) => {
  let fired = 0;
  systemClock.setTimer(() => (fired += 1), delayMs);
  expect(fired).toBe(0);
  vi.advanceTimersByTime(1);
  expect(fired).toBe(1);
});

test("a cancelled timer never fires, and cancelling again does nothing", () => {
  let fired = 0;
  const timer = systemClock.setTimer(() => (fired += 1), 10);
  timer.cancel();
  timer.cancel();
  vi.advanceTimersByTime(1000);
  expect([fired, vi.getTimerCount()]).toEqual([0, 0]);
});

test("a delay beyond what setTimeout keeps is waited for, not fired at once", () => {
  let fired = 0;
  systemClock.setTimer(() => (fired += 1), TIMER_MS_MAX * 2 + 10);
  vi.advanceTimersByTime(TIMER_MS_MAX * 2 + 9);
  expect(fired).toBe(0);
  vi.advanceTimersByTime(1);
  expect(fired).toBe(1);
});

test("a long timer can be cancelled in its second piece", () => {
  let fired = 0;
  const timer = systemClock.setTimer(() => (fired += 1), TIMER_MS_MAX + 10);
  vi.advanceTimersByTime(TIMER_MS_MAX + 1);
  timer.cancel();
  vi.advanceTimersByTime(1000);
  expect([fired, vi.getTimerCount()]).toEqual([0, 0]);
});

test("sleep waits its delay and leaves no timer and no listener", async () => {
  const clock = new FakeClock();
  const { signal } = new AbortController();
  const slept = sleep(50, { clock, signal });
  await clock.advance(49);
  expect(await outcome(slept)).toBe("pending");
  await clock.advance(1);
  expect(await outcome(slept)).toEqual({ value: undefined });
  expect([clock.timers, listeners(signal)]).toEqual([0, 0]);
});

test("sleep without a clock or signal uses the system's clock", async () => {
  const slept = sleep(20);
  vi.advanceTimersByTime(19);
  expect(await outcome(slept)).toBe("pending");
  vi.advanceTimersByTime(1);
  expect(await outcome(slept)).toEqual({ value: undefined });
});

test("an abort ends a sleep with the very reason, and the timer with it", async () => {
  const clock = new FakeClock();
  const controller = new AbortController();
  const slept = sleep(50, { clock, signal: controller.signal });
  const reason = { why: "no longer needed" };
  controller.abort(reason);
  expect(await slept.catch((error: unknown) => error)).toBe(reason);
  expect([clock.timers, listeners(controller.signal)]).toEqual([0, 0]);
});

test("a sleep whose signal is aborted beforehand sets no timer", async () => {
  const clock = new FakeClock();
  const reason = new Error("before");
  await expect(sleep(50, { clock, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(clock.timers).toBe(0);
});
