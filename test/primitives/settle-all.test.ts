import { expect, test } from "vitest";
import { OutOfRange } from "../../src/primitives/range.ts";
import { settleAll } from "../../src/primitives/settle-all.ts";
import { settled } from "./fake-clock.ts";
import { deferred, listeners, outcome } from "./watch.ts";

test("every input has its entry, at its place, whatever happened to the others", async () => {
  const fault = new Error("one");
  const work = async (n: number): Promise<number> => {
    for (let turn = n; turn < 3; turn += 1) await settled();
    if (n === 1) throw fault;
    return n * 10;
  };
  expect(await settleAll(new Set([0, 1, 2]), work, { limit: 3 })).toEqual([
    { index: 0, status: "fulfilled", value: 0 },
    { index: 1, status: "rejected", reason: fault },
    { index: 2, status: "fulfilled", value: 20 },
  ]);
});

test("a function that throws at once is recorded, not thrown", async () => {
  const thrower = (item: string): never => {
    throw item;
  };
  expect(await settleAll("ab", thrower, { limit: 1 })).toEqual([
    { index: 0, status: "rejected", reason: "a" },
    { index: 1, status: "rejected", reason: "b" },
  ]);
});

test("at most `limit` run at once", async () => {
  let active = 0;
  let peak = 0;
  const work = async (): Promise<void> => {
    active += 1;
    peak = Math.max(peak, active);
    await settled();
    active -= 1;
  };
  await settleAll(Array.from({ length: 20 }), work, { limit: 3 });
  expect(peak).toBe(3);
});

test("an abort is recorded for the rest, which never start; what runs is waited for", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const gate = deferred();
  const started: number[] = [];
  const work = async (n: number, _index: number, given: AbortSignal): Promise<string> => {
    started.push(n);
    await gate.promise;
    expect(given).toBe(signal);
    return n === 0 ? "finished anyway" : Promise.reject(given.reason);
  };
  const all = settleAll([0, 1, 2, 3], work, { limit: 2, signal });
  await settled();
  controller.abort("stop");
  expect(await outcome(all)).toBe("pending");
  gate.resolve();
  expect(await all).toEqual([
    { index: 0, status: "fulfilled", value: "finished anyway" },
    { index: 1, status: "rejected", reason: "stop" },
    { index: 2, status: "rejected", reason: "stop" },
    { index: 3, status: "rejected", reason: "stop" },
  ]);
  expect(started).toEqual([0, 1]);
  expect(listeners(signal)).toBe(0);
});

test("a bad limit rejects, and so does an input that cannot be iterated to its end", async () => {
  await expect(settleAll([1], () => 1, { limit: 0 })).rejects.toThrow(OutOfRange);
  function* breaking(): Generator<number> {
    yield 1;
    throw new Error("source");
  }
  await expect(settleAll(breaking(), () => 1, { limit: 1 })).rejects.toThrow("source");
});

test("without a signal the function is given one that is never aborted", async () => {
  const aborted = await settleAll([1], (_item, _index, signal) => signal.aborted, { limit: 1 });
  expect(aborted).toEqual([{ index: 0, status: "fulfilled", value: false }]);
});
