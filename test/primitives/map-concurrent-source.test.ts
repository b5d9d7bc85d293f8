import { expect, test } from "vitest";
import { mapConcurrent } from "../../src/primitives/map-concurrent.ts";
import { counted } from "./counted.ts";
import { settled } from "./fake-clock.ts";
import { deferred, listeners, outcome } from "./watch.ts";

test("a source that cannot be opened leaves no listener", async () => {
  const { signal } = new AbortController();
  const source = {
    [Symbol.iterator]: (): never => {
      throw new Error("shut");
    },
  };
  await expect(mapConcurrent(source, () => 1, { limit: 2, signal })).rejects.toThrow("shut");
  expect(listeners(signal)).toBe(0);
});

test.each(["sync", "async"] as const)(
  "a %s source costs no worker for inputs it lacks",
  async (kind) => {
    const source = counted(3);
    const mapped = mapConcurrent(source[kind](), (n) => n, { limit: Number.MAX_SAFE_INTEGER });
    expect(await mapped).toEqual([0, 1, 2]);
  },
);

test("a source that has ended is neither pulled again nor closed", async () => {
  const calls: string[] = [];
  let left = 4;
  const iterator = {
    next: () => {
      calls.push("next");
      return left-- > 0 ? { done: false, value: left } : { done: true, value: undefined };
    },
    return: () => {
      calls.push("return");
      return { done: true, value: undefined };
    },
  };
  const source = { [Symbol.iterator]: () => iterator } as Iterable<number>;
  const work = async (n: number): Promise<void> => {
    await settled();
    if (n === 0) throw new Error("the last one fails");
  };
  await expect(mapConcurrent(source, work, { limit: 3 })).rejects.toThrow("the last one fails");
  expect(calls).toEqual(["next", "next", "next", "next", "next"]);
});

test("nothing is pulled for a call that ends after another one has failed", async () => {
  const source = counted(10);
  const slow = deferred();
  const work = async (n: number): Promise<void> => {
    await (n === 0 ? Promise.reject(new Error("first")) : slow.promise);
  };
  const failing = mapConcurrent(source.sync(), work, { limit: 2 });
  await settled();
  slow.resolve();
  await expect(failing).rejects.toThrow("first");
  expect(source.seen).toEqual({ pulled: 2, closed: true });
});

test("a source that stops the map while it is opened is closed, and waited for", async () => {
  const controller = new AbortController();
  const cleanUp = deferred();
  const iterator = {
    next: () => expect.unreachable(),
    return: async () => {
      await cleanUp.promise;
      return { done: true as const, value: undefined };
    },
  };
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => {
      controller.abort("stop");
      return iterator;
    },
  };
  const mapped = mapConcurrent(source, (n) => n, { limit: 1, signal: controller.signal });
  expect(await outcome(mapped)).toBe("pending");
  cleanUp.resolve();
  expect(await outcome(mapped)).toEqual({ reason: "stop" });
});

test("the clean-up of an asynchronous source is waited for", async () => {
  const cleanUp = deferred();
  async function* endless(): AsyncGenerator<number, void> {
    try {
      for (;;) yield 1;
    } finally {
      await cleanUp.promise;
    }
  }
  const failing = mapConcurrent(endless(), () => Promise.reject(new Error("x")), { limit: 1 });
  expect(await outcome(failing)).toBe("pending");
  cleanUp.resolve();
  await expect(failing).rejects.toThrow("x");
});

test("sources without a return are left where they are", async () => {
  const fault = new Error("x");
  const next = (): IteratorResult<number> => ({ done: false, value: 1 });
  const sync = { [Symbol.iterator]: () => ({ next }) };
  const async = { [Symbol.asyncIterator]: () => ({ next: async () => next() }) };
  for (const source of [sync, async]) {
    await expect(mapConcurrent(source, () => Promise.reject(fault), { limit: 2 })).rejects.toBe(
      fault,
    );
  }
});
