import { expect, test } from "vitest";
import { mapConcurrent } from "../../src/primitives/map-concurrent.ts";
import { counted } from "./counted.ts";
import { settled } from "./fake-clock.ts";
import { deferred, listeners, outcome, unhandledDuring } from "./watch.ts";

test("results come in the order of the inputs, whatever finishes first", async () => {
  const gates = [deferred<string>(), deferred<string>(), deferred<string>()];
  const mapped = mapConcurrent(gates, ({ promise }, index) => promise.then((v) => v + index), {
    limit: 3,
  });
  for (const [index, gate] of gates.toReversed().entries()) {
    gate.resolve(`v${index}:`);
    await settled();
  }
  expect(await mapped).toEqual(["v2:0", "v1:1", "v0:2"]);
});

test.each(["sync", "async"] as const)(
  "a %s source is mapped at most `limit` at a time",
  async (kind) => {
    const source = counted(50);
    let active = 0;
    let peak = 0;
    const square = async (n: number): Promise<number> => {
      active += 1;
      peak = Math.max(peak, active);
      try {
        await settled();
        return n * n;
      } finally {
        active -= 1;
      }
    };
    const squares = await mapConcurrent(source[kind](), square, { limit: 7 });
    expect(squares).toEqual(Array.from({ length: 50 }, (_, n) => n * n));
    expect(peak).toBe(7);
  },
);

test.each([[[]], [new Set()], [counted(0).async()]])(
  "an empty source gives no results",
  async (source) => {
    expect(await mapConcurrent(source, () => 1, { limit: 3 })).toEqual([]);
  },
);

test("fewer inputs than workers, and a function that is not asynchronous", async () => {
  expect(await mapConcurrent("ab", (c) => c.toUpperCase(), { limit: 9 })).toEqual(["A", "B"]);
});

test.each([0, 2.5, Number.NaN, Infinity])(
  "a limit of %d is refused, nothing is read",
  async (limit) => {
    const source = counted(3);
    const mapped = mapConcurrent(source.sync(), () => 1, { limit });
    await expect(mapped).rejects.toThrow(
      `limit must be a whole number from 1 up; received ${limit}`,
    );
    expect(source.seen.pulled).toBe(0);
  },
);

test.each(["sync", "async"] as const)(
  "a failure stops the reading of a %s source, aborts, waits, closes, and comes out first",
  async (kind) => {
    const source = counted(1e6);
    const fault = new Error("at 5");
    let started = 0;
    let finished = 0;
    const reasons = new Set<unknown>();
    const work = async (n: number, _index: number, signal: AbortSignal): Promise<void> => {
      started += 1;
      try {
        await settled();
        if (n === 5) throw fault;
        await settled();
        if (signal.aborted) reasons.add(signal.reason);
        signal.throwIfAborted();
      } finally {
        await settled();
        finished += 1;
      }
    };
    const mapped = mapConcurrent(source[kind](), work, { limit: 4 });
    expect(await mapped.catch((error: unknown) => [error, started - finished])).toEqual([fault, 0]);
    expect(source.seen.pulled).toBeLessThan(20);
    expect(source.seen.closed).toBe(true);
    expect([...reasons]).toEqual([fault]);
  },
);

test("the first error comes out even if it is undefined, and later ones are dropped", async () => {
  const failAll = async (n: number): Promise<never> => {
    await settled();
    throw n === 0 ? undefined : new Error(`later ${n}`);
  };
  const unhandled = await unhandledDuring(async () => {
    const mapped = mapConcurrent([0, 1, 2], failAll, { limit: 3 });
    expect(
      await mapped.then(
        () => "fulfilled",
        (error: unknown) => ({ error }),
      ),
    ).toEqual({
      error: undefined,
    });
  });
  expect(unhandled).toEqual([]);
});

test("a function that throws at once stops the map like one that rejects", async () => {
  const source = counted(1e6);
  const fault = new Error("sync");
  const thrower = (): never => {
    throw fault;
  };
  await expect(mapConcurrent(source.sync(), thrower, { limit: 4 })).rejects.toBe(fault);
  expect(source.seen).toEqual({ pulled: 1, closed: true });
});

test.each(["sync", "async"])(
  "a %s source that throws is not closed and its error comes out",
  async (kind) => {
    const fault = new Error("source");
    let pulls = 0;
    let closed = false;
    let finished = 0;
    const next = (): IteratorResult<number> => {
      if (pulls === 3) throw fault;
      return { done: false, value: pulls++ };
    };
    const iterator = {
      next: kind === "sync" ? next : async () => next(),
      return: () => ((closed = true), { done: true, value: undefined }),
    };
    const source = {
      [kind === "sync" ? Symbol.iterator : Symbol.asyncIterator]: () => iterator,
    } as unknown as Iterable<number>;
    const work = async (): Promise<void> => {
      await settled();
      finished += 1;
    };
    await expect(mapConcurrent(source, work, { limit: 10 })).rejects.toBe(fault);
    expect([pulls, closed, finished]).toEqual([3, false, 3]);
  },
);

test("next() is not called before the last call has answered, nor after the end", async () => {
  let pulling = 0;
  let left = 20;
  let afterEnd = 0;
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        pulling += 1;
        expect(pulling).toBe(1);
        await settled();
        pulling -= 1;
        if (left === 0) afterEnd += 1;
        return left === 0 ? { done: true, value: undefined } : { done: false, value: left-- };
      },
    }),
  };
  const mapped = await mapConcurrent(source, (n) => n, { limit: 5 });
  expect(mapped).toEqual(Array.from({ length: 20 }, (_, index) => 20 - index));
  expect(afterEnd).toBe(1);
});

test("an error while closing the source does not hide the first error", async () => {
  const fault = new Error("first");
  const fail = (): Promise<never> => Promise.reject(fault);
  const closing = (): never => {
    throw new Error("closing");
  };
  const sync = { next: () => ({ done: false, value: 1 }), return: closing };
  const async = { next: async () => ({ done: false, value: 1 }), return: closing };
  const sources = [{ [Symbol.iterator]: () => sync }, { [Symbol.asyncIterator]: () => async }];
  for (const source of sources) {
    const mapped = mapConcurrent(source as unknown as Iterable<number>, fail, { limit: 2 });
    await expect(mapped).rejects.toBe(fault);
  }
});

test("an abort stops the map, waits for what runs, and comes out with its reason", async () => {
  const controller = new AbortController();
  const reason = { why: "enough" };
  const source = counted(100);
  let live = 0;
  const gate = deferred();
  const work = async (_n: number, _index: number, signal: AbortSignal): Promise<void> => {
    live += 1;
    await gate.promise;
    live -= 1;
    if (signal.aborted) throw Object.assign(new Error("echo"), { name: "AbortError" });
  };
  const mapped = mapConcurrent(source.sync(), work, { limit: 3, signal: controller.signal });
  controller.abort(reason);
  expect(await outcome(mapped)).toBe("pending");
  gate.resolve();
  expect(await mapped.catch((error: unknown) => error)).toBe(reason);
  expect([live, source.seen.pulled, source.seen.closed]).toEqual([0, 3, true]);
  expect(listeners(controller.signal)).toBe(0);
});

test("an abort after the last input was read still rejects: no result has a hole", async () => {
  const controller = new AbortController();
  const gate = deferred();
  const work = async (n: number, _index: number, signal: AbortSignal): Promise<number> => {
    await gate.promise;
    signal.throwIfAborted();
    return n;
  };
  const mapped = mapConcurrent([1, 2], work, { limit: 5, signal: controller.signal });
  await settled();
  controller.abort("late");
  gate.resolve();
  expect(await mapped.catch((error: unknown) => error)).toBe("late");
});

test("aborted beforehand, nothing is read", async () => {
  const source = counted(3);
  const signal = AbortSignal.abort("before");
  expect(
    await mapConcurrent(source.sync(), () => 1, { limit: 2, signal }).catch((e: unknown) => e),
  ).toBe("before");
  expect(source.seen.pulled).toBe(0);
});

test("an abort does not wait for a source that hangs, whatever comes of it later", async () => {
  const controller = new AbortController();
  const hang = deferred<IteratorResult<number>>();
  let closed = 0;
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: () => hang.promise,
      return: () => {
        closed += 1;
        return hang.promise;
      },
    }),
  };
  const unhandled = await unhandledDuring(async () => {
    const mapped = mapConcurrent(source, (n) => n, { limit: 3, signal: controller.signal });
    await settled();
    controller.abort("hung");
    expect(await outcome(mapped)).toEqual({ reason: "hung" });
    hang.reject(new Error("late"));
  });
  expect(closed).toBe(1);
  expect(unhandled).toEqual([]);
});
