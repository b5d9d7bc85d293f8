// A circuit breaker stops calling a service while too many calls fail: callers get an answer at
// once and the service gets rest. After a pause a single probe decides whether calls go on.
//
// Invariants the test proves:
// - it opens at the failure ratio, and not before the minimum of calls
// - while open it refuses without calling, and says when to try again
// - after the pause exactly one probe goes through; success closes the circuit, failure opens it
// - a call that began before the circuit opened decides nothing about it afterwards
// - an aborted probe lets the next caller probe; errors that are the caller's fault do not count
//
// Pitfalls:
// - Give every call a timeout: a probe that never ends keeps the circuit half-open.
// - One breaker per host; one for everything takes healthy services down with the sick one.
// - An HTTP status of 404 says nothing against the service: decide with `isFailure`.
// - Put retries outside, and do not retry what the open circuit refused before it is time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CircuitBreaker } from "../../primitives/circuit-breaker.js";
import { FakeClock } from "./fake-clock.js";
import { FakeTasks, settled } from "./fake-tasks.js";

const fail = (): Promise<never> => Promise.reject(new Error("down"));
const ok = (): Promise<string> => Promise.resolve("up");

async function opened(clock: FakeClock): Promise<CircuitBreaker> {
  const breaker = new CircuitBreaker({ callsMin: 4, failureRatio: 0.5, openMs: 1_000, clock });
  for (const call of [ok, ok, fail, fail]) await breaker.run<unknown>(call).catch(() => {});
  return breaker;
}

test("it opens at the ratio, not before the minimum of calls", async () => {
  const breaker = new CircuitBreaker({ callsMin: 4, failureRatio: 0.5, clock: new FakeClock() });
  for (const call of [fail, fail, ok]) await breaker.run<unknown>(call).catch(() => {});
  assert.equal(breaker.stats().state, "closed");
  await breaker.run(ok);
  assert.equal(breaker.stats().state, "open");
  assert.equal((await opened(new FakeClock())).stats().state, "open");
});

test("while open it refuses without calling, and says when to try again", async () => {
  const clock = new FakeClock();
  const breaker = await opened(clock);
  await clock.advance(400);
  let called = false;
  const refused = breaker.run(() => {
    called = true;
  });
  await assert.rejects(refused, { code: "circuit-open", retryAfterMs: 600 });
  assert.equal(called, false);
});

test("one probe goes through; its success closes the circuit", async () => {
  const clock = new FakeClock();
  const breaker = await opened(clock);
  await clock.advance(1_000);
  const tasks = new FakeTasks();
  const probe = breaker.run(() => tasks.run("probe"));
  await assert.rejects(breaker.run(ok), { code: "circuit-open" });
  tasks.finish("probe");
  await probe;
  assert.equal(breaker.stats().state, "closed");
  assert.equal(await breaker.run(ok), "up");
});

test("a probe that fails opens the circuit for the whole pause again", async () => {
  const clock = new FakeClock();
  const breaker = await opened(clock);
  await clock.advance(1_000);
  await assert.rejects(breaker.run(fail), /down/);
  await clock.advance(999);
  await assert.rejects(breaker.run(ok), { code: "circuit-open" });
  await clock.advance(1);
  assert.equal(await breaker.run(ok), "up");
});

test("a late failure of a call from before does not open a recovered circuit", async () => {
  const clock = new FakeClock();
  const breaker = new CircuitBreaker({ callsMin: 1, openMs: 1_000, clock });
  const tasks = new FakeTasks();
  const late = breaker.run(() => tasks.run("late"));
  await breaker.run(fail).catch(() => {});
  await clock.advance(1_000);
  await breaker.run(ok);
  tasks.fail("late", new Error("old news"));
  await assert.rejects(late, /old news/);
  assert.equal(breaker.stats().state, "closed");
});

test("an aborted probe lets the next caller probe", async () => {
  const clock = new FakeClock();
  const breaker = await opened(clock);
  await clock.advance(1_000);
  const controller = new AbortController();
  const { signal } = controller;
  const tasks = new FakeTasks();
  const probe = breaker.run(() => tasks.run("probe", signal), { signal });
  await settled();
  controller.abort(new Error("caller left"));
  await assert.rejects(probe, /caller left/);
  assert.equal(await breaker.run(ok), "up");
});

test("errors that are the caller's own fault do not count", async () => {
  const isFailure = (error: unknown): boolean => error !== "404";
  const breaker = new CircuitBreaker({ callsMin: 1, isFailure, clock: new FakeClock() });
  // oxlint-disable-next-line prefer-promise-reject-errors
  await breaker.run(() => Promise.reject("404")).catch(() => {});
  assert.equal(breaker.stats().state, "closed");
});
