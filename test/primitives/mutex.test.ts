import * as fc from "fast-check";
import { expect, test } from "vitest";
import { KeyedMutex } from "../../src/primitives/keyed-mutex.ts";
import { Mutex } from "../../src/primitives/mutex.ts";
import { settled } from "./fake-clock.ts";
import { deferred, listeners, outcome } from "./watch.ts";

test("one holder at a time, in the order of asking", async () => {
  const mutex = new Mutex();
  const first = await mutex.acquire();
  const second = mutex.acquire();
  expect(mutex.tryAcquire()).toBeUndefined();
  expect(mutex.stats()).toEqual({ held: true, waiting: 1, waitingMax: 1 });
  first();
  (await second)();
  expect(mutex.stats()).toEqual({ held: false, waiting: 0, waitingMax: 1 });
  expect(mutex.tryAcquire()).toBeTypeOf("function");
});

test("an aborted waiter leaves with the reason and lets the next one in", async () => {
  const mutex = new Mutex();
  const controller = new AbortController();
  const release = await mutex.acquire();
  const leaving = mutex.run(() => "never", { signal: controller.signal });
  const next = mutex.run(() => "next");
  controller.abort("gone");
  expect(await outcome(leaving)).toEqual({ reason: "gone" });
  release();
  expect(await next).toBe("next");
  expect(listeners(controller.signal)).toBe(0);
});

test("read, await, write loses nothing under the lock, and something without", async () => {
  const lost = async (run: (task: () => Promise<void>) => Promise<void>): Promise<number> => {
    let balance = 0;
    const deposit = async (): Promise<void> => {
      const read = balance;
      await settled();
      balance = read + 1;
    };
    await Promise.all(Array.from({ length: 10 }, () => run(deposit)));
    return 10 - balance;
  };
  const mutex = new Mutex();
  expect(await lost((task) => mutex.run(task))).toBe(0);
  expect(await lost((task) => task())).toBe(9);
});

test("different keys do not wait for each other, the same key does", async () => {
  const keyed = new KeyedMutex<string>();
  const a = await keyed.acquire("a");
  const b = await keyed.acquire("b");
  const again = keyed.acquire("a");
  expect(await outcome(again)).toBe("pending");
  expect(keyed.stats()).toEqual({ keys: 2, waiting: 1, keysMax: 2 });
  b();
  a();
  a();
  expect(keyed.stats()).toMatchObject({ keys: 1, waiting: 0 });
  (await again)();
  expect(keyed.stats()).toEqual({ keys: 0, waiting: 0, keysMax: 2 });
});

test("a key's entry outlives a release while somebody still waits for the key", async () => {
  const keyed = new KeyedMutex<string>();
  const gates = [deferred(), deferred(), deferred()];
  let active = 0;
  const running = gates.map(({ promise }) =>
    keyed.run("k", async () => {
      active += 1;
      expect(active).toBe(1);
      await promise;
      active -= 1;
    }),
  );
  await settled();
  gates[0]?.resolve();
  await running[0];
  const late = keyed.run("k", () => {
    expect(active).toBe(0);
    return "late";
  });
  gates[1]?.resolve();
  gates[2]?.resolve();
  expect(await late).toBe("late");
  await Promise.all(running);
  expect(keyed.stats().keys).toBe(0);
});

test("tryAcquire takes a free key, refuses a held one, keeps no entry for it", async () => {
  const keyed = new KeyedMutex<string>();
  const release = keyed.tryAcquire("a");
  expect(keyed.tryAcquire("a")).toBeUndefined();
  expect(keyed.tryAcquire("b")).toBeTypeOf("function");
  release?.();
  release?.();
  expect(keyed.stats()).toEqual({ keys: 1, waiting: 0, keysMax: 2 });
  const again = keyed.tryAcquire("a");
  expect(again).toBeTypeOf("function");
});

test("a key that fell free in this moment can be taken, though its waiter just left", async () => {
  const keyed = new KeyedMutex<string>();
  const controller = new AbortController();
  const release = await keyed.acquire("a");
  const leaving = keyed.acquire("a", { signal: controller.signal });
  controller.abort("gone");
  release();
  const taken = keyed.tryAcquire("a");
  expect(taken).toBeTypeOf("function");
  await expect(leaving).rejects.toBe("gone");
  taken?.();
  expect(keyed.stats().keys).toBe(0);
});

test("an aborted or failing task leaves no entry behind", async () => {
  const keyed = new KeyedMutex<string>();
  const aborted = { signal: AbortSignal.abort("before") };
  await expect(keyed.acquire("a", aborted)).rejects.toBe("before");
  await expect(keyed.run("a", () => 1, aborted)).rejects.toBe("before");
  await expect(keyed.run("a", () => Promise.reject(new Error("task")))).rejects.toThrow("task");
  expect(keyed.stats()).toEqual({ keys: 0, waiting: 0, keysMax: 1 });
});

test("staggered arrivals with aborts never overlap on a key, for any interleaving", async () => {
  const user = fc.record({ key: fc.nat({ max: 1 }), aborts: fc.boolean(), runs: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(user, { maxLength: 10 }), async (s, users) => {
      const keyed = new KeyedMutex<number>();
      const active = [0, 0];
      const work = async (index: number): Promise<void> => {
        const { key, aborts, runs } = users[index] as (typeof users)[number];
        const controller = new AbortController();
        const { signal } = controller;
        await s.schedule(Promise.resolve(), `ask ${index}`);
        if (aborts) void s.schedule(Promise.resolve()).then(() => controller.abort("abort"));
        const hold = async (): Promise<void> => {
          active[key] = (active[key] ?? 0) + 1;
          expect(active[key]).toBe(1);
          await s.schedule(Promise.resolve(), `work ${index}`);
          active[key] -= 1;
        };
        try {
          if (runs) await keyed.run(key, hold, { signal });
          else {
            const release = await keyed.acquire(key, { signal });
            await hold();
            release();
          }
        } catch (error) {
          if (error !== "abort") throw error;
        }
        expect(listeners(signal)).toBe(0);
      };
      await s.waitFor(Promise.all(users.map((_, index) => work(index))));
      expect(keyed.stats()).toMatchObject({ keys: 0, waiting: 0 });
      await s.waitIdle();
    }),
    { numRuns: 300 },
  );
});
