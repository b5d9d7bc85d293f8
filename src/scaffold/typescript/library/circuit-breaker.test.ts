// A circuit breaker on opossum: it stops calling a service while too many calls fail. Its defaults
// are put right, and what says nothing about the service is kept from it.
//
// Invariants the test proves:
// - it opens at the failure ratio, and not before the minimum of calls
// - while open it refuses without calling, and says when to try again
// - after the pause exactly one probe goes through; success closes the circuit, failure opens it
// - a call that began before the circuit opened decides nothing about it afterwards
// - an aborted probe lets the next caller probe; errors that are the caller's fault do not count
//
// Pitfalls:
// - opossum's `volumeThreshold` is 0 unless set: the first failure of all opens the circuit.
// - Its `timeout` (10 s unless set) answers the caller and leaves the call running.
// - Its `errorFilter` counts what it lets through as a success, which can close the circuit.
// - Its statistics are told when a call has ended, so its latencies here mean nothing.
// - One breaker per host; one for everything takes healthy services down with the sick one.
// - A breaker that is thrown away must be shut down, or its timers keep it.
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { FakeTasks, settled } from "../fake-tasks.js";
import { CircuitBreaker, type CircuitBreakerOptions } from "./circuit-breaker.js";

const fail = (): Promise<never> => Promise.reject(new Error("down"));
const ok = (): Promise<string> => Promise.resolve("up");
const breakers: CircuitBreaker[] = [];

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] }));

afterEach(() => {
  for (const breaker of breakers.splice(0)) breaker.shutdown();
  mock.timers.reset();
});

function create(options: CircuitBreakerOptions = {}): CircuitBreaker {
  const breaker = new CircuitBreaker({ callsMin: 4, openMs: 1_000, ...options });
  breakers.push(breaker);
  return breaker;
}

async function opened(): Promise<CircuitBreaker> {
  const breaker = create();
  for (const call of [ok, ok, fail, fail]) await breaker.run<unknown>(call).catch(() => {});
  assert.equal(breaker.state, "open");
  return breaker;
}

test("it opens at the ratio, not before the minimum of calls", async () => {
  const breaker = create();
  for (const call of [fail, fail, ok]) await breaker.run<unknown>(call).catch(() => {});
  assert.equal(breaker.state, "closed");
  await breaker.run(fail).catch(() => {});
  assert.equal(breaker.state, "open");
  const steady = create({ failureRatio: 0.6 });
  for (const call of [ok, ok, fail, fail]) await steady.run<unknown>(call).catch(() => {});
  assert.equal(steady.state, "closed");
});

test("old failures are forgotten when the window has passed", async () => {
  const breaker = create({ windowMs: 1_000 });
  for (const call of [fail, fail, fail]) await breaker.run<unknown>(call).catch(() => {});
  mock.timers.tick(1_100);
  for (const call of [ok, ok, ok, fail]) await breaker.run<unknown>(call).catch(() => {});
  assert.equal(breaker.state, "closed");
});

test("while open it refuses without calling, and says when to try again", async () => {
  const breaker = await opened();
  mock.timers.tick(400);
  const refused = breaker.run(() => assert.fail("called"));
  await assert.rejects(refused, { name: "CircuitOpen", retryAfterMs: 600 });
});

test("one probe goes through; its success closes the circuit", async () => {
  const breaker = await opened();
  mock.timers.tick(1_000);
  assert.equal(breaker.state, "half-open");
  const tasks = new FakeTasks();
  const probe = breaker.run(() => tasks.run("probe"));
  await assert.rejects(breaker.run(ok), { name: "CircuitOpen", retryAfterMs: 0 });
  tasks.finish("probe");
  await probe;
  assert.equal(breaker.state, "closed");
  assert.equal(await breaker.run(ok), "up");
});

test("a probe that fails opens the circuit for the whole pause again", async () => {
  const breaker = await opened();
  mock.timers.tick(1_000);
  await assert.rejects(breaker.run(fail), /down/);
  mock.timers.tick(999);
  await assert.rejects(breaker.run(ok), { name: "CircuitOpen", retryAfterMs: 1 });
  mock.timers.tick(1);
  assert.equal(await breaker.run(ok), "up");
});

test("a call from before decides nothing, whether it fails late or ends late", async () => {
  const breaker = create({ callsMin: 1 });
  const tasks = new FakeTasks();
  const late = ["fails late", "ends late"].map((name) => breaker.run(() => tasks.run(name)));
  await breaker.run(fail).catch(() => {});
  mock.timers.tick(1_000);
  tasks.finish("ends late");
  await late[1];
  assert.equal(breaker.state, "half-open");
  await breaker.run(ok);
  tasks.fail("fails late", new Error("old news"));
  await assert.rejects(Promise.all(late), /old news/);
  assert.equal(breaker.state, "closed");
});

test("an aborted probe lets the next caller probe", async () => {
  const breaker = await opened();
  mock.timers.tick(1_000);
  const controller = new AbortController();
  const { signal } = controller;
  const tasks = new FakeTasks();
  const probe = breaker.run(() => tasks.run("probe", signal), signal);
  await settled();
  controller.abort(new Error("caller left"));
  await assert.rejects(probe, /caller left/);
  assert.equal(breaker.state, "half-open");
  assert.equal(await breaker.run(ok), "up");
  assert.equal(breaker.state, "closed");
});

test("errors that are the caller's own fault do not count", async () => {
  const isFailure = (error: unknown): boolean => !(error instanceof RangeError);
  const breaker = create({ callsMin: 1, isFailure });
  await assert.rejects(
    breaker.run(() => Promise.reject(new RangeError("404"))),
    /404/,
  );
  assert.equal(breaker.state, "closed");
});
