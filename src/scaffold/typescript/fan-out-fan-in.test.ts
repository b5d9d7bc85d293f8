// Fan-out/fan-in: several workers share one source, and their outcomes are merged into one answer,
// one at a time. A slow merge holds the workers, and the workers hold the source.
//
// Invariants the test proves:
// - every input is merged exactly once, with its index
// - never more than `limit` calls of `work` at once, and never two merges at once
// - while a merge hangs, no more than `limit` inputs beyond the merged ones are read
// - an error of source, work or merge ends everything, after what runs has settled, and closes
//   the source
// - with `settle` an error of `work` is an outcome like any other
// - an abort from outside cancels what runs and rejects with its reason
//
// Pitfalls:
// - Outcomes come in the order in which they are finished; sort by the index where order matters.
// - A second stage is a second pipeline whose source is the first one's output; bound both.
// - A queue between the stages without a bound hides a slow merge until the memory is full.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fanOutFanIn } from "./fan-out-fan-in.js";
import { FakeTasks, settled } from "./fake-tasks.js";

test("every input is merged exactly once, and `limit` are worked on at once", async () => {
  let live = 0;
  let peak = 0;
  let merges = 0;
  let mergesMax = 0;
  const stage = {
    async work(n: number): Promise<number> {
      peak = Math.max(peak, (live += 1));
      for (let turns = n % 3; turns >= 0; turns -= 1) await settled();
      live -= 1;
      return n * 2;
    },
    async merge(answer: number[], outcome: { index: number }): Promise<number[]> {
      mergesMax = Math.max(mergesMax, (merges += 1));
      await settled();
      merges -= 1;
      return [...answer, outcome.index];
    },
  };
  const items = Array.from({ length: 50 }, (_, n) => n);
  const seen = await fanOutFanIn(items, stage, [], { limit: 4 });
  assert.deepEqual(
    seen.sort((a, b) => a - b),
    items,
  );
  assert.deepEqual({ peak, mergesMax }, { peak: 4, mergesMax: 1 });
});

test("a merge that hangs holds the source", async () => {
  let pulled = 0;
  function* numbers(): Generator<number> {
    while (pulled < 1_000) yield (pulled += 1);
  }
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  const stage = {
    work: (n: number) => n,
    merge: async (sum: number, outcome: { index: number }) => {
      await gate;
      return sum + outcome.index;
    },
  };
  const summing = fanOutFanIn(numbers(), stage, 0, { limit: 3 });
  for (let turns = 0; turns < 10; turns += 1) await settled();
  assert.equal(pulled, 3);
  open();
  assert.equal(await summing, 499_500);
});

const failures = [
  ["work", { work: 3, merge: Infinity, source: Infinity }],
  ["merge", { work: Infinity, merge: 3, source: Infinity }],
  ["source", { work: Infinity, merge: Infinity, source: 3 }],
] as const;

for (const [where, at] of failures) {
  test(`an error of the ${where} ends everything`, async () => {
    let live = 0;
    let closed = false;
    function* numbers(): Generator<number> {
      try {
        for (let n = 1; n < 1_000; n += 1) {
          if (n === at.source) throw new Error("source");
          yield n;
        }
      } finally {
        closed = true;
      }
    }
    const stage = {
      async work(n: number): Promise<number> {
        live += 1;
        await settled();
        live -= 1;
        if (n === at.work) throw new Error("work");
        return n;
      },
      merge(sum: number, outcome: { index: number }): number {
        if (outcome.index + 1 === at.merge) throw new Error("merge");
        return sum + 1;
      },
    };
    await assert.rejects(fanOutFanIn(numbers(), stage, 0, { limit: 2 }), { message: where });
    assert.deepEqual({ live, closed }, { live: 0, closed: true });
  });
}

test("with settle an error of the work is an outcome", async () => {
  const stage = {
    work: (n: number) => (n === 2 ? Promise.reject(new Error("two")) : n),
    merge: (told: string[], outcome: { index: number; status: string }) => [
      ...told,
      `${outcome.index} ${outcome.status}`,
    ],
  };
  const told = await fanOutFanIn([1, 2, 3], stage, [], { limit: 1, onError: "settle" });
  assert.deepEqual(told, ["0 fulfilled", "1 rejected", "2 fulfilled"]);
});

test("an abort from outside cancels what runs", async () => {
  const controller = new AbortController();
  const tasks = new FakeTasks();
  const stage = {
    work: (name: string, _index: number, signal: AbortSignal) => tasks.run(name, signal),
    merge: () => assert.fail("nothing to merge"),
  };
  const running = fanOutFanIn(["a", "b", "c"], stage, 0, {
    limit: 2,
    onError: "settle",
    signal: controller.signal,
  });
  await settled();
  const reason = new Error("caller left");
  controller.abort(reason);
  await assert.rejects(running, (error) => error === reason);
  assert.deepEqual(tasks.log, ["a starts", "b starts", "a is cancelled", "b is cancelled"]);
});
