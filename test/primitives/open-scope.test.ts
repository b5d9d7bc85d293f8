import { expect, test } from "vitest";
import { sleep } from "../../src/primitives/clock.ts";
import { openScope, ScopeClosed } from "../../src/primitives/scope.ts";
import { FakeClock, settled } from "./fake-clock.ts";
import { deferred, listeners, outcome } from "./watch.ts";

test("an open scope joined waits; left without a join it cancels, and waits too", async () => {
  const clock = new FakeClock();
  const log: string[] = [];
  const joined = openScope();
  void joined.spawn(async () => {
    await settled();
    log.push("joined child");
  });
  await joined.join();
  await joined[Symbol.asyncDispose]();
  expect(log).toEqual(["joined child"]);

  const left = openScope();
  void left.spawn(async (signal) => {
    await sleep(1e9, { clock, signal }).catch(() => undefined);
    await sleep(5, { clock });
    log.push("left child cleaned");
  });
  const disposed = left[Symbol.asyncDispose]();
  await clock.advance(4);
  expect(await outcome(disposed)).toBe("pending");
  await clock.advance(1);
  await disposed;
  expect(log).toEqual(["joined child", "left child cleaned"]);
  await expect(left.spawn(() => 1)).rejects.toThrow(ScopeClosed);
});

test("tasks of an open scope settle for their owner before anybody joins", async () => {
  const tasks = openScope();
  expect(await tasks.spawn(() => 1)).toBe(1);
  const fault = new Error("own");
  await expect(tasks.spawn(() => Promise.reject(fault))).rejects.toBe(fault);
  await expect(tasks.join()).rejects.toBe(fault);
});

test("a scope whose join has failed can be disposed of: the failure is told once", async () => {
  const tasks = openScope();
  void tasks.spawn(() => Promise.reject(new Error("x")));
  await expect(tasks.join()).rejects.toThrow("x");
  await tasks[Symbol.asyncDispose]();
});

test("two joins of one scope end together, with the same outcome", async () => {
  const { signal } = new AbortController();
  const tasks = openScope({ signal });
  const fault = new Error("x");
  const child = deferred();
  void tasks.spawn(() => child.promise);
  const joins = Promise.allSettled([tasks.join(), tasks.join()]);
  child.reject(fault);
  expect(await joins).toEqual([
    { status: "rejected", reason: fault },
    { status: "rejected", reason: fault },
  ]);
  expect(listeners(signal)).toBe(0);
});
