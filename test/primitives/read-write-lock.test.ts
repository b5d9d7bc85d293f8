import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ReadWriteLock, type LockMode } from "../../src/primitives/read-write-lock.ts";
import { settled } from "./fake-clock.ts";
import { deferred, listeners, outcome } from "./watch.ts";

test("readers share, a writer is alone", async () => {
  const lock = new ReadWriteLock();
  const readers = [await lock.acquire("read"), await lock.acquire("read")];
  expect(lock.tryAcquire("write")).toBeUndefined();
  const writer = lock.acquire("write");
  expect(lock.stats()).toEqual({
    readers: 2,
    writing: false,
    waiting: 1,
    readersMax: 2,
    waitingMax: 1,
  });
  readers[0]?.();
  readers[0]?.();
  expect(lock.stats()).toMatchObject({ readers: 1, writing: false, waiting: 1 });
  readers[1]?.();
  const release = await writer;
  expect(lock.tryAcquire("read")).toBeUndefined();
  expect(lock.tryAcquire("write")).toBeUndefined();
  expect(lock.stats()).toMatchObject({ readers: 0, writing: true, waiting: 0 });
  release();
  release();
  expect(lock.stats()).toMatchObject({ readers: 0, writing: false });
  expect(lock.tryAcquire("write")).toBeTypeOf("function");
});

test("readers that come one after the other do not starve a writer", async () => {
  const lock = new ReadWriteLock();
  const releaseFirst = await lock.acquire("read");
  const order: string[] = [];
  const writer = lock.run("write", () => void order.push("writer"));
  for (let n = 0; n < 5; n += 1) {
    void lock.acquire("read").then((release) => {
      order.push("reader");
      release();
    });
    await settled();
    if (n === 2) releaseFirst();
  }
  await writer;
  await settled();
  expect(order).toEqual(["writer", "reader", "reader", "reader", "reader", "reader"]);
  expect(lock.tryAcquire("read")).toBeTypeOf("function");
});

test("a writer that leaves wakes the readers behind it, up to the next writer", async () => {
  const lock = new ReadWriteLock();
  const controller = new AbortController();
  await lock.acquire("read");
  const leaving = lock.acquire("write", { signal: controller.signal });
  const readers = [lock.acquire("read"), lock.acquire("read")];
  const writer = lock.acquire("write");
  const after = lock.acquire("read");
  controller.abort("gone");
  expect(await outcome(leaving)).toEqual({ reason: "gone" });
  await Promise.all(readers);
  expect([await outcome(writer), await outcome(after)]).toEqual(["pending", "pending"]);
  expect(lock.stats()).toMatchObject({ readers: 3, waiting: 2, readersMax: 3 });
  expect(listeners(controller.signal)).toBe(0);
});

test("run releases when the task settles, whichever way", async () => {
  const lock = new ReadWriteLock();
  const gate = deferred();
  const reading = lock.run("read", () => gate.promise);
  await settled();
  expect(lock.stats().readers).toBe(1);
  gate.resolve();
  await reading;
  await expect(lock.run("write", () => Promise.reject(new Error("task")))).rejects.toThrow("task");
  expect(lock.stats()).toMatchObject({ readers: 0, writing: false });
});

test("an abort before, or together with the grant, starts no task", async () => {
  const lock = new ReadWriteLock();
  const controller = new AbortController();
  let started = 0;
  const task = (): void => void (started += 1);
  const before = lock.run("read", task, { signal: AbortSignal.abort("before") });
  await expect(before).rejects.toBe("before");
  const release = await lock.acquire("write");
  const waiting = lock.run("read", task, { signal: controller.signal });
  await settled();
  release();
  controller.abort("late");
  await expect(waiting).rejects.toBe("late");
  expect([started, lock.stats().readers]).toEqual([0, 0]);
});

test("exclusion, order of arrival and a clean end, for any interleaving", async () => {
  const user = fc.record({
    mode: fc.constantFrom<LockMode>("read", "write"),
    aborts: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(user, { maxLength: 12 }), async (s, users) => {
      const lock = new ReadWriteLock();
      const asked: number[] = [];
      const granted: number[] = [];
      const active = { read: 0, write: 0 };
      const work = async (index: number): Promise<void> => {
        const { mode, aborts } = users[index] as (typeof users)[number];
        const controller = new AbortController();
        await s.schedule(Promise.resolve(), `ask ${index}`);
        if (aborts) void s.schedule(Promise.resolve()).then(() => controller.abort("abort"));
        asked.push(index);
        const hold = async (): Promise<void> => {
          granted.push(index);
          active[mode] += 1;
          expect(active.write === 0 || active.write + active.read === 1).toBe(true);
          await s.schedule(Promise.resolve(), `hold ${index}`);
          active[mode] -= 1;
        };
        const done = lock.run(mode, hold, { signal: controller.signal });
        await done.catch((error: unknown) => expect(error).toBe("abort"));
        expect(listeners(controller.signal)).toBe(0);
      };
      await s.waitFor(Promise.all(users.map((_, index) => work(index))));
      expect(granted).toEqual(asked.filter((index) => granted.includes(index)));
      expect(lock.stats()).toMatchObject({ readers: 0, writing: false, waiting: 0 });
      await s.waitIdle();
    }),
    { numRuns: 300 },
  );
});
