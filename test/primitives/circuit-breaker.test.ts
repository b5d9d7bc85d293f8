import { expect, test } from "vitest";
import { CircuitBreaker, CircuitOpen } from "../../src/primitives/circuit-breaker.ts";
import type { OutOfRange } from "../../src/primitives/range.ts";
import { FakeClock } from "./fake-clock.ts";
import { deferred, outcome } from "./watch.ts";

const down = new Error("down");
const fail = () => Promise.reject(down);
const succeed = () => Promise.resolve("ok");

function setUp(options: { callsMin?: number; failureRatio?: number } = {}) {
  const clock = new FakeClock();
  const settings = { callsMin: 4, failureRatio: 0.5, windowMs: 1_000, openMs: 100, ...options };
  return { clock, breaker: new CircuitBreaker({ ...settings, clock }) };
}

async function failTimes(breaker: CircuitBreaker, times: number): Promise<void> {
  for (let call = 0; call < times; call++) await breaker.run(fail).catch(() => undefined);
}

test("it opens at the ratio, but not before enough calls", async () => {
  const { breaker } = setUp();
  await breaker.run(succeed);
  await breaker.run(succeed);
  await failTimes(breaker, 1);
  expect(breaker.stats()).toEqual({ state: "closed", calls: 3, failures: 1, opened: 0 });
  await failTimes(breaker, 1);
  expect(breaker.stats()).toMatchObject({ state: "open", opened: 1 });
});

test("just below the ratio it stays closed", async () => {
  const { breaker } = setUp({ failureRatio: 0.51 });
  await breaker.run(succeed);
  await breaker.run(succeed);
  await failTimes(breaker, 2);
  expect(breaker.stats()).toMatchObject({ state: "closed", calls: 4, failures: 2 });
});

test("while open it refuses without calling, and says for how long", async () => {
  const { breaker, clock } = setUp();
  await failTimes(breaker, 4);
  await clock.advance(40);
  const refused = breaker.run(() => expect.unreachable());
  await expect(refused).rejects.toThrow(CircuitOpen);
  await expect(refused).rejects.toMatchObject({ retryAfterMs: 60 });
  await clock.advance(0.5);
  const message = "the circuit is open; try again in 60 ms";
  await expect(breaker.run(succeed)).rejects.toMatchObject({ message, retryAfterMs: 59.5 });
});

test("what ends while it is open counts neither way, whenever it began", async () => {
  const { breaker } = setUp();
  const late = deferred();
  const began = breaker.run(() => late.promise).catch(() => undefined);
  await failTimes(breaker, 4);
  late.reject(down);
  await began;
  expect(breaker.stats()).toEqual({ state: "open", calls: 0, failures: 0, opened: 1 });
});

test("one probe is let through at a time, and its success closes", async () => {
  const { breaker, clock } = setUp();
  await failTimes(breaker, 4);
  await clock.advance(99);
  await expect(breaker.run(succeed)).rejects.toThrow(CircuitOpen);
  await clock.advance(1);
  const probe = deferred<string>();
  const probing = breaker.run(() => probe.promise);
  await expect(breaker.run(succeed)).rejects.toMatchObject({ retryAfterMs: 0 });
  expect(breaker.stats().state).toBe("half-open");
  probe.resolve("up again");
  expect(await probing).toBe("up again");
  expect(breaker.stats()).toEqual({ state: "closed", calls: 0, failures: 0, opened: 1 });
});

test("a failed probe opens it for another full pause", async () => {
  const { breaker, clock } = setUp();
  await failTimes(breaker, 4);
  await clock.advance(100);
  await failTimes(breaker, 1);
  expect(breaker.stats()).toMatchObject({ state: "open", opened: 2 });
  await clock.advance(99);
  await expect(breaker.run(succeed)).rejects.toThrow(CircuitOpen);
  await clock.advance(1);
  expect(await breaker.run(succeed)).toBe("ok");
});

test("a failure that began before the recovery does not count after it", async () => {
  const { breaker, clock } = setUp({ callsMin: 1 });
  const stale = deferred();
  const slow = breaker.run(() => stale.promise).catch(() => undefined);
  await failTimes(breaker, 1);
  await clock.advance(100);
  await breaker.run(succeed);
  stale.reject(down);
  await slow;
  expect(breaker.stats()).toEqual({ state: "closed", calls: 0, failures: 0, opened: 1 });
});

test("a cancelled probe decides nothing and frees the place for the next", async () => {
  const { breaker, clock } = setUp();
  await failTimes(breaker, 4);
  await clock.advance(100);
  const cancel = new AbortController();
  const probe = deferred();
  const probing = breaker.run(() => probe.promise, { signal: cancel.signal });
  cancel.abort();
  probe.reject(cancel.signal.reason);
  await outcome(probing);
  expect(breaker.stats()).toMatchObject({ state: "half-open", opened: 1 });
  expect(await breaker.run(succeed)).toBe("ok");
  expect(breaker.stats().state).toBe("closed");
});

test("an error that does not speak against the service counts as a success", async () => {
  const clock = new FakeClock();
  const isFailure = (error: unknown): boolean => error !== down;
  const breaker = new CircuitBreaker({ callsMin: 1, isFailure, clock });
  await failTimes(breaker, 3);
  expect(breaker.stats()).toEqual({ state: "closed", calls: 3, failures: 0, opened: 0 });
});

test("what has left the window no longer counts", async () => {
  const { breaker, clock } = setUp();
  await failTimes(breaker, 3);
  await clock.advance(1_000);
  expect(breaker.stats()).toMatchObject({ calls: 0, failures: 0 });
  await failTimes(breaker, 3);
  expect(breaker.stats()).toMatchObject({ state: "closed", calls: 3 });
});

test("the window moves on by tenths, and a full window ago is out of it", async () => {
  const { breaker, clock } = setUp({ callsMin: 10 });
  await clock.advance(99);
  await breaker.run(succeed);
  await clock.advance(1);
  await failTimes(breaker, 2);
  expect(breaker.stats()).toMatchObject({ calls: 3, failures: 2 });
  await clock.advance(899);
  expect(breaker.stats()).toMatchObject({ calls: 3, failures: 2 });
  await clock.advance(1);
  expect(breaker.stats()).toMatchObject({ calls: 2, failures: 2 });
  await clock.advance(100);
  expect(breaker.stats()).toMatchObject({ calls: 0, failures: 0 });
});

test("calls that were cancelled while it is closed count neither way", async () => {
  const { breaker } = setUp({ callsMin: 1 });
  const cancel = new AbortController();
  const [failing, succeeding] = [deferred(), deferred()];
  const ended = Promise.allSettled([
    breaker.run(() => failing.promise, { signal: cancel.signal }),
    breaker.run(() => succeeding.promise, { signal: cancel.signal }),
  ]);
  cancel.abort();
  failing.reject(down);
  succeeding.resolve();
  await ended;
  expect(breaker.stats()).toEqual({ state: "closed", calls: 0, failures: 0, opened: 0 });
});

test("a probe that succeeds although it was cancelled does not close the circuit", async () => {
  const { breaker, clock } = setUp();
  await failTimes(breaker, 4);
  await clock.advance(100);
  const cancel = new AbortController();
  const probing = breaker.run(() => Promise.resolve(cancel.abort()), { signal: cancel.signal });
  expect(await outcome(probing)).toEqual({ value: undefined });
  expect(breaker.stats()).toMatchObject({ state: "half-open", opened: 1 });
  await failTimes(breaker, 1);
  expect(breaker.stats()).toMatchObject({ state: "open", opened: 2 });
});

test("a judge of errors that throws counts as a failure and does not keep the probe", async () => {
  const clock = new FakeClock();
  const broken = new Error("judge");
  const isFailure = (): boolean => {
    throw broken;
  };
  const breaker = new CircuitBreaker({ callsMin: 1, openMs: 100, isFailure, clock });
  await expect(breaker.run(fail)).rejects.toBe(broken);
  await clock.advance(100);
  await expect(breaker.run(fail)).rejects.toBe(broken);
  expect(breaker.stats()).toMatchObject({ state: "open", opened: 2 });
});

test("left to itself it asks for 10 calls in 10 seconds and pauses for 5", async () => {
  const clock = new FakeClock();
  const breaker = new CircuitBreaker({ clock });
  await failTimes(breaker, 9);
  await clock.advance(10_000);
  await failTimes(breaker, 4);
  for (let call = 0; call < 5; call++) await breaker.run(succeed);
  expect(breaker.stats()).toEqual({ state: "closed", calls: 9, failures: 4, opened: 0 });
  await failTimes(breaker, 1);
  await expect(breaker.run(succeed)).rejects.toMatchObject({ retryAfterMs: 5_000 });
});

test("a synchronous throw counts and comes out as a rejection", async () => {
  const { breaker } = setUp({ callsMin: 1 });
  const thrown = breaker.run(() => {
    throw down;
  });
  expect(await outcome(thrown)).toEqual({ reason: down });
  expect(breaker.stats().state).toBe("open");
});

test("an abort before the call rejects with its reason and runs nothing", async () => {
  const { breaker } = setUp();
  const reason = new Error("gone");
  const signal = AbortSignal.abort(reason);
  await expect(breaker.run(() => expect.unreachable(), { signal })).rejects.toBe(reason);
  expect(breaker.stats().calls).toBe(0);
});

test.each([
  [{ failureRatio: 0 }, "failureRatio"],
  [{ failureRatio: 1.01 }, "failureRatio"],
  [{ callsMin: 0 }, "callsMin"],
  [{ windowMs: 0 }, "windowMs"],
  [{ openMs: -1 }, "openMs"],
])("%j is out of range", (options, field) => {
  const error = expect.objectContaining({ field }) as OutOfRange;
  expect(() => new CircuitBreaker(options)).toThrow(error);
});

test("a call that enters by hand counts by what is told, once and in its own phase", async () => {
  const { breaker, clock } = setUp({ callsMin: 2, failureRatio: 1 });
  const [first, second, late] = [breaker.enter(), breaker.enter(), breaker.enter()];
  breaker.enter()("void");
  first("failure");
  expect([breaker.stats().calls, breaker.opensInMs]).toEqual([1, 0]);
  second("failure");
  late("success");
  expect(breaker.stats()).toEqual({ state: "open", calls: 0, failures: 0, opened: 1 });
  expect(breaker.opensInMs).toBe(100);
  await clock.advance(40);
  expect(breaker.opensInMs).toBe(60);
  expect(() => breaker.enter()).toThrow(CircuitOpen);
  await clock.advance(70);
  expect(breaker.opensInMs).toBe(0);
  breaker.enter()("success");
  expect(breaker.stats().state).toBe("closed");
});
