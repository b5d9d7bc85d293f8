import { expect, test } from "vitest";
import { ResourceLock } from "../../src/primitives/resource-lock.ts";
import { Withdrawn, type Claim, type Ticket } from "../../src/primitives/resource-request.ts";
import { QueueFull } from "../../src/primitives/waiter-queue.ts";
import { settled } from "./fake-clock.ts";
import { deferred, listeners, outcome } from "./watch.ts";

const read = (...path: string[]): Claim => ({ path, mode: "read" });
const write = (...path: string[]): Claim => ({ path, mode: "write" });

test.each([
  ["two reads of one resource", read("a"), read("a")],
  ["two writes of siblings", write("a", "b"), write("a", "c")],
  ["a read of a directory and a read inside it", read("a"), read("a", "b")],
  ["writes of names that only begin alike", write("a"), write("ab")],
  ["a write and the empty name beside it", write("a"), write("")],
])("%s overlap", (_name, first, second) => {
  const lock = new ResourceLock();
  expect(lock.tryAcquire([first])).toBeTypeOf("function");
  expect(lock.tryAcquire([second])).toBeTypeOf("function");
});

test.each([
  ["a read and a write of one resource", read("a"), write("a")],
  ["two writes of one resource", write("a"), write("a")],
  ["a write of a directory and a read inside it", write("a"), read("a", "b", "c")],
  ["a write inside a directory and a read of the directory", write("a", "b", "c"), read("a")],
  ["a write of everything and a read of anything", write(), read("a")],
  ["a write of anything and a read of everything", write("a"), read()],
])("%s exclude each other", (_name, first, second) => {
  for (const [held, asked] of [
    [first, second],
    [second, first],
  ] as const) {
    const lock = new ResourceLock();
    const release = lock.tryAcquire([held]);
    expect(lock.tryAcquire([asked])).toBeUndefined();
    release?.();
    expect(lock.tryAcquire([asked])).toBeTypeOf("function");
  }
});

test("conflicting requests go in the order they came, others do not wait for them", async () => {
  const lock = new ResourceLock();
  const log: string[] = [];
  const go = async (name: string, ...claims: Claim[]): Promise<() => void> => {
    const release = await lock.acquire(claims);
    log.push(name);
    return release;
  };
  const first = await go("read a", read("a"));
  const second = go("write a/b", write("a", "b"));
  const third = go("read a again", read("a"));
  await go("write c", write("c"));
  expect(log).toEqual(["read a", "write c"]);
  first();
  (await second)();
  await third;
  expect(log).toEqual(["read a", "write c", "write a/b", "read a again"]);
});

test("several resources are entered at once: opposite orders do not deadlock", async () => {
  const lock = new ResourceLock();
  const log: string[] = [];
  const task = (name: string) => async (): Promise<void> => {
    log.push(`${name} starts`);
    await settled();
    log.push(`${name} ends`);
  };
  await Promise.all([
    lock.run([write("a"), write("b")], task("ab")),
    lock.run([write("b"), write("a")], task("ba")),
  ]);
  expect(log).toEqual(["ab starts", "ab ends", "ba starts", "ba ends"]);
});

test("a request waits as a whole and keeps its place in every line meanwhile", () => {
  const lock = new ResourceLock();
  const a = lock.enter([write("a")]);
  const both = lock.enter([write("a"), write("b")]);
  const b = lock.enter([write("b")]);
  expect([a, both, b].map(({ isGranted }) => isGranted)).toEqual([true, false, false]);
  a.release();
  expect([both, b].map(({ isGranted }) => isGranted)).toEqual([true, false]);
  both.release();
  expect(b.isGranted).toBe(true);
});

test.each([
  [[read("a"), write("a", "b")]],
  [[write("a", "b"), read("a")]],
  [[write(), read("a"), write("a")]],
  [[write("a"), write("a")]],
  [[]],
])("a request never conflicts with itself: %j", (claims) => {
  const lock = new ResourceLock();
  const holder = lock.enter([read("a", "b")]);
  const request = lock.enter(claims);
  holder.release();
  expect(request.isGranted).toBe(true);
  request.release();
  expect(lock.stats()).toMatchObject({ holding: 0, waiting: 0, resources: 0 });
});

test("an aborted waiter leaves at once and lets those behind it go", async () => {
  const lock = new ResourceLock();
  const controller = new AbortController();
  const reader = lock.enter([read("a")]);
  const leaving = lock.acquire([write("a")], { signal: controller.signal });
  const behind = lock.enter([read("a", "b")]);
  expect(behind.isGranted).toBe(false);
  controller.abort("gone");
  expect(behind.isGranted).toBe(true);
  expect(await outcome(leaving)).toEqual({ reason: "gone" });
  expect(listeners(controller.signal)).toBe(0);
  reader.release();
  behind.release();
  expect(lock.stats()).toEqual({
    holding: 0,
    waiting: 0,
    holdingMax: 2,
    waitingMax: 2,
    resources: 0,
  });
});

test("an abort after the grant changes nothing, and its listener is gone", async () => {
  const lock = new ResourceLock();
  const controller = new AbortController();
  const { signal } = controller;
  const first = lock.enter([write("a")]);
  const second = lock.enter([write("a")], { signal });
  expect(listeners(signal)).toBe(1);
  first.release();
  expect(listeners(signal)).toBe(0);
  controller.abort();
  await second.granted;
  expect(lock.stats().holding).toBe(1);
});

test("run starts nothing on an abort before, while waiting, or with the grant", async () => {
  const lock = new ResourceLock();
  let started = 0;
  const task = (): void => void (started += 1);
  const before = lock.run([write("a")], task, { signal: AbortSignal.abort("before") });
  await expect(before).rejects.toBe("before");
  expect(() => lock.enter([], { signal: AbortSignal.abort("before") })).toThrow("before");

  const holder = lock.enter([write("a")]);
  const [waiting, late] = [new AbortController(), new AbortController()];
  const first = lock.run([write("a")], task, { signal: waiting.signal });
  const second = lock.run([write("a")], task, { signal: late.signal });
  waiting.abort(null);
  await expect(first).rejects.toBe(null);
  holder.release();
  late.abort("late");
  await expect(second).rejects.toBe("late");
  expect([started, lock.stats().resources]).toEqual([0, 0]);
});

test("a task whose resources are free starts at once", async () => {
  const lock = new ResourceLock();
  let started = 0;
  const running = [read("a"), read("a"), write("b")].map((claim) =>
    lock.run([claim], () => (started += 1)),
  );
  expect(started).toBe(3);
  await Promise.all(running);
});

test("an acquire of what is free takes no more turns than a promise that is there", async () => {
  const order: string[] = [];
  const acquired = new ResourceLock().acquire([write("a")]).then(() => order.push("acquired"));
  const there = Promise.resolve().then(() => order.push("there"));
  await Promise.all([acquired, there]);
  expect(order).toEqual(["acquired", "there"]);
});

test("run gives everything back when its task has settled, whichever way", async () => {
  const lock = new ResourceLock();
  const gate = deferred<string>();
  const running = lock.run([write("a")], () => gate.promise);
  await settled();
  expect(lock.stats()).toMatchObject({ holding: 1, resources: 1 });
  gate.resolve("value");
  expect(await running).toBe("value");
  const failing = lock.run([write("a")], () => Promise.reject(new Error("task")));
  await expect(failing).rejects.toThrow("task");
  expect(lock.stats()).toMatchObject({ holding: 0, resources: 0 });
});

test("a ticket says whom it waits for and why, the earliest first", () => {
  const lock = new ResourceLock<string>();
  const holder = lock.enter([read("x"), read("a", "b")], { owner: "holder" });
  const waiter = lock.enter([write("a", "b", "c")], { owner: "waiter" });
  lock.enter([write("elsewhere")], { owner: "bystander" });
  const last = lock.enter([read("q"), write("a")], { owner: "last" });
  expect(last.waitingFor()).toEqual([
    { owner: "holder", isHolding: true, claim: read("a", "b"), against: write("a") },
    { owner: "waiter", isHolding: false, claim: write("a", "b", "c"), against: write("a") },
  ]);
  expect(last.waitingFor(1).map(({ owner }) => owner)).toEqual(["holder"]);
  expect(holder.waitingFor()).toEqual([]);
  waiter.release();
  holder.release();
  expect([last.isGranted, last.waitingFor()]).toEqual([true, []]);
});

test("waitingFor names eight unless told otherwise", () => {
  const lock = new ResourceLock<number>();
  for (let owner = 0; owner < 20; owner += 1) lock.enter([read("a", `${owner}`)], { owner });
  const waiter = lock.enter([write()]);
  expect(waiter.waitingFor().map(({ owner }) => owner)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test("a waiting ticket can be withdrawn; a granted one resolves whenever it is asked", async () => {
  const lock = new ResourceLock();
  const holder = lock.enter([write("a")]);
  const [silent, reasoned, later] = [0, 1, 2].map(() => lock.enter([write("a")]));
  const granted = silent?.granted;
  expect(silent?.granted).toBe(granted);
  silent?.release();
  const error = await granted?.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Withdrawn);
  expect(error).toMatchObject({ name: "Withdrawn", code: "withdrawn" });
  expect((error as Error).message).toBe("the request was released before it was granted");
  expect(silent?.waitingFor()).toEqual([]);
  reasoned?.release("too long");
  await expect(reasoned?.granted).rejects.toBe("too long");
  expect(silent?.isGranted).toBe(false);
  holder.release();
  await later?.granted;
  later?.release("ignored");
  await later?.granted;
  expect(lock.stats()).toMatchObject({ holding: 0, waiting: 0, waitingMax: 3 });
});

test("who asks to be told of a grant is told once, in the step that grants", () => {
  const lock = new ResourceLock();
  const told: string[] = [];
  const enter = (name: string): Ticket<unknown> => {
    const ticket = lock.enter([write("a")]);
    ticket.whenGranted(() => told.push(`${name}: ${ticket.isGranted}`));
    return ticket;
  };
  const [first, second, third, fourth] = ["1", "2", "3", "4"].map(enter);
  expect(told).toEqual(["1: true"]);
  third?.granted.catch(() => {});
  third?.release();
  first?.release();
  expect(told).toEqual(["1: true", "2: true"]);
  second?.release();
  fourth?.release();
  third?.whenGranted(() => told.push("3 after all"));
  expect(told).toEqual(["1: true", "2: true", "4: true"]);
  expect(lock.stats()).toMatchObject({ holding: 0, waiting: 0, resources: 0 });
});

test("one waiter more than may wait is refused and stands nowhere", async () => {
  const lock = new ResourceLock(1);
  const holder = lock.enter([write("a")]);
  const waiter = lock.enter([write("a")]);
  expect(() => lock.enter([write("a"), write("b")])).toThrow(QueueFull);
  await expect(lock.acquire([read("a")])).rejects.toThrow(QueueFull);
  expect(lock.tryAcquire([write("b")])).toBeTypeOf("function");
  holder.release();
  waiter.release();
  expect(lock.tryAcquire([write("a")])).toBeTypeOf("function");
  expect(() => new ResourceLock(-1)).toThrow("waitingMax must be a whole number from 0 up");
});

test("a refused tryAcquire keeps no place and holds nobody back", () => {
  const lock = new ResourceLock();
  lock.enter([read("a")]);
  expect(lock.tryAcquire([write("b"), write("a")])).toBeUndefined();
  expect(lock.tryAcquire([read("a"), write("b")])).toBeTypeOf("function");
  expect(lock.stats()).toMatchObject({ waiting: 0, waitingMax: 0 });
});

test("places of those who left a crowded line are cleared away", () => {
  const lock = new ResourceLock<number>();
  const first = lock.enter([read("a")], { owner: -1 });
  for (let round = 0; round < 1000; round += 1) lock.enter([read("a")]).release();
  const last = lock.enter([read("a")], { owner: 7 });
  const writer = lock.enter([write("a")]);
  expect(writer.waitingFor().map(({ owner }) => owner)).toEqual([-1, 7]);
  for (const ticket of [first, last]) ticket.release();
  expect(writer.isGranted).toBe(true);
});
