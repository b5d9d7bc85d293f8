import * as fc from "fast-check";
import { expect, test } from "vitest";
import { OutOfRange } from "../../src/primitives/range.ts";
import { Semaphore, type Release } from "../../src/primitives/semaphore.ts";
import { QueueFull } from "../../src/primitives/waiter-queue.ts";
import { settled } from "./fake-clock.ts";
import { deferred, listeners, outcome } from "./watch.ts";

/** Notes the names of requests in the order they are granted; keeps their releases. */
function granting(semaphore: Semaphore): {
  order: string[];
  release: Record<string, Release>;
  ask: (name: string, permits?: number, signal?: AbortSignal) => Promise<void>;
} {
  const order: string[] = [];
  const release: Record<string, Release> = {};
  const ask = async (name: string, permits = 1, signal?: AbortSignal): Promise<void> => {
    release[name] = await semaphore.acquire({ permits, signal });
    order.push(name);
  };
  return { order, release, ask };
}

test("permits are given until none is left, and again once one comes back", async () => {
  const semaphore = new Semaphore(2);
  const { order, release, ask } = granting(semaphore);
  const all = Promise.all([ask("a"), ask("b"), ask("c")]);
  await settled();
  expect(order).toEqual(["a", "b"]);
  release["a"]?.();
  await all;
  expect(order).toEqual(["a", "b", "c"]);
  expect(semaphore.stats()).toEqual({
    capacity: 2,
    held: 2,
    waiting: 0,
    heldMax: 2,
    waitingMax: 1,
  });
});

test("requests are granted in the order they came", async () => {
  const semaphore = new Semaphore(1);
  const { order, release, ask } = granting(semaphore);
  const names = ["a", "b", "c", "d", "e"];
  const all = Promise.all(names.map((name) => ask(name)));
  for (const name of names) {
    await settled();
    release[name]?.();
  }
  await all;
  expect(order).toEqual(names);
  expect(semaphore.stats().held).toBe(0);
});

test("a heavy request is not overtaken by a light one that would fit", async () => {
  const semaphore = new Semaphore(3);
  const { order, release, ask } = granting(semaphore);
  await ask("first", 2);
  void ask("heavy", 3);
  void ask("light", 1);
  await settled();
  expect(order).toEqual(["first"]);
  expect(semaphore.tryAcquire()).toBeUndefined();
  release["first"]?.();
  await settled();
  expect(order).toEqual(["first", "heavy"]);
  release["heavy"]?.();
  await settled();
  expect(order).toEqual(["first", "heavy", "light"]);
});

test("a newcomer does not take the permit that a release hands to the queue", async () => {
  const semaphore = new Semaphore(1);
  const { order, release, ask } = granting(semaphore);
  await ask("holder");
  void ask("waiter");
  release["holder"]?.();
  expect(semaphore.tryAcquire()).toBeUndefined();
  void ask("newcomer");
  await settled();
  expect(order).toEqual(["holder", "waiter"]);
});

test("a heavy request that leaves lets the light ones behind it through", async () => {
  const semaphore = new Semaphore(3);
  const { order, ask } = granting(semaphore);
  const controller = new AbortController();
  await ask("first", 2);
  const heavy = ask("heavy", 3, controller.signal);
  void ask("light", 1);
  const reason = new Error("gave up");
  controller.abort(reason);
  await expect(heavy).rejects.toBe(reason);
  await settled();
  expect(order).toEqual(["first", "light"]);
  expect(semaphore.stats()).toMatchObject({ held: 3, waiting: 0 });
});

test("one release lets several light requests through", async () => {
  const semaphore = new Semaphore(3);
  const { order, release, ask } = granting(semaphore);
  await ask("heavy", 3);
  void Promise.all([ask("a"), ask("b"), ask("c"), ask("d")]);
  release["heavy"]?.();
  await settled();
  expect(order).toEqual(["heavy", "a", "b", "c"]);
});

test("a second release of the same permit does nothing", async () => {
  const semaphore = new Semaphore(2);
  const first = await semaphore.acquire();
  await semaphore.acquire();
  first();
  first();
  expect(semaphore.stats().held).toBe(1);
});

test("tryAcquire answers now: a release, or undefined when too few are free", () => {
  const semaphore = new Semaphore(3);
  const two = semaphore.tryAcquire(2);
  expect(semaphore.tryAcquire(2)).toBeUndefined();
  expect(semaphore.tryAcquire(1)).toBeTypeOf("function");
  expect(semaphore.stats()).toMatchObject({ held: 3, heldMax: 3 });
  two?.();
  semaphore.tryAcquire(1);
  expect(semaphore.stats()).toMatchObject({ held: 2, heldMax: 3 });
});

test.each([0, -1, 1.5, Number.NaN, Infinity])("a capacity of %d is refused", (capacity) => {
  const refused = `capacity must be a whole number from 1 up; received ${capacity}`;
  expect(() => new Semaphore(capacity)).toThrow(refused);
});

test("asking for more permits than there are rejects instead of waiting for ever", async () => {
  const semaphore = new Semaphore(2);
  const error = await semaphore.acquire({ permits: 3 }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(OutOfRange);
  expect((error as OutOfRange).message).toBe(
    "permits must be a whole number from 1 to 2; received 3",
  );
  expect(error).toMatchObject({ code: "out-of-range", field: "permits", received: 3 });
  await expect(semaphore.run(() => 1, { permits: 0 })).rejects.toThrow(OutOfRange);
  expect(() => semaphore.tryAcquire(3)).toThrow("permits must be a whole number from 1 to 2");
  await expect(semaphore.run(() => 1, { permits: 2 })).resolves.toBe(1);
});

test("one waiter more than may wait is refused, and the others stay", async () => {
  const semaphore = new Semaphore(1, 1);
  const release = await semaphore.acquire();
  const waiting = semaphore.acquire();
  const refused = await semaphore.acquire().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(QueueFull);
  expect(refused).toMatchObject({ code: "queue-full", waitingMax: 1 });
  expect((refused as QueueFull).message).toContain("1 are waiting");
  release();
  expect(await outcome(waiting)).toEqual({ value: expect.any(Function) });
});

test("waitingMax 0 means now or never; -1 is refused", async () => {
  const semaphore = new Semaphore(1, 0);
  await semaphore.acquire();
  await expect(semaphore.acquire()).rejects.toThrow(QueueFull);
  expect(() => new Semaphore(1, -1)).toThrow("waitingMax must be a whole number from 0 up");
});

test("run gives its permits back when the task returns, rejects or throws", async () => {
  const semaphore = new Semaphore(2);
  const held: number[] = [];
  const note = (): void => void held.push(semaphore.stats().held);
  await expect(semaphore.run(() => (note(), "value"), { permits: 2 })).resolves.toBe("value");
  const fault = new Error("task");
  await expect(semaphore.run(async () => (note(), Promise.reject(fault)))).rejects.toBe(fault);
  const thrower = (): never => {
    throw fault;
  };
  await expect(semaphore.run(thrower)).rejects.toBe(fault);
  expect(held).toEqual([2, 1]);
  expect(semaphore.stats().held).toBe(0);
});

test("run holds its permit until the task has settled, not until it has returned", async () => {
  const semaphore = new Semaphore(1);
  const task = deferred();
  const running = semaphore.run(() => task.promise);
  const next = semaphore.run(() => "next");
  expect(await outcome(next)).toBe("pending");
  task.resolve();
  await running;
  expect(await next).toBe("next");
});

test("an abort before, while waiting, and together with the permit starts no task", async () => {
  const semaphore = new Semaphore(1);
  const reason = new Error("stop");
  let started = 0;
  const task = (): void => void (started += 1);
  await expect(semaphore.run(task, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);

  const release = await semaphore.acquire();
  const waiting = new AbortController();
  const late = new AbortController();
  const first = semaphore.run(task, { signal: waiting.signal });
  const second = semaphore.run(task, { signal: late.signal });
  waiting.abort(reason);
  await expect(first).rejects.toBe(reason);
  release();
  late.abort(reason);
  await expect(second).rejects.toBe(reason);
  expect(started).toBe(0);
  expect(semaphore.stats()).toMatchObject({ held: 0, waiting: 0 });
  expect([listeners(waiting.signal), listeners(late.signal)]).toEqual([0, 0]);
});

test("an abort that comes after the permit leaves the permit with its holder", async () => {
  const semaphore = new Semaphore(1);
  const controller = new AbortController();
  const release = await semaphore.acquire();
  const granted = semaphore.acquire({ signal: controller.signal });
  release();
  controller.abort();
  const second = await granted;
  expect(semaphore.stats().held).toBe(1);
  second();
  expect(semaphore.stats().held).toBe(0);
});

test("never more than the capacity, strict order, nothing left, for any interleaving", async () => {
  const request = fc.record({
    permits: fc.integer({ min: 1, max: 3 }),
    aborts: fc.boolean(),
    throws: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(request, { maxLength: 12 }), async (s, requests) => {
      const semaphore = new Semaphore(3);
      const controllers = requests.map(() => new AbortController());
      const asked: number[] = [];
      const granted: number[] = [];
      const aborted = new Set<number>();
      let active = 0;
      const work = async (index: number): Promise<void> => {
        const { permits, throws } = requests[index] as (typeof requests)[number];
        const signal = controllers[index]?.signal;
        await s.schedule(Promise.resolve(), `ask ${index}`);
        asked.push(index);
        try {
          await semaphore.run(
            async () => {
              granted.push(index);
              active += permits;
              try {
                expect(active).toBeLessThanOrEqual(3);
                await s.schedule(Promise.resolve(), `work ${index}`);
                if (throws) throw new Error("task");
              } finally {
                active -= permits;
              }
            },
            { permits, signal },
          );
        } catch (error) {
          if (error === signal?.reason) aborted.add(index);
          else if (!(error instanceof Error && error.message === "task")) throw error;
        }
      };
      const abort = async (index: number): Promise<void> => {
        await s.schedule(Promise.resolve(), `abort ${index}`);
        controllers[index]?.abort(new Error(`abort ${index}`));
      };
      const all = requests.flatMap((r, index) =>
        r.aborts ? [work(index), abort(index)] : work(index),
      );
      await s.waitFor(Promise.all(all));
      expect(granted).toEqual(asked.filter((index) => granted.includes(index)));
      expect(granted.length + [...aborted].filter((i) => !granted.includes(i)).length).toBe(
        requests.length,
      );
      expect(semaphore.stats()).toMatchObject({ held: 0, waiting: 0 });
      expect(controllers.map(({ signal }) => listeners(signal))).toEqual(requests.map(() => 0));
    }),
    { numRuns: 300 },
  );
});
