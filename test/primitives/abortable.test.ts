import { expect, test } from "vitest";
import { abortable } from "../../src/primitives/abortable.ts";
import { deferred, listeners, outcome, unhandledDuring } from "./watch.ts";

test("what the promise settles to comes through, and the listener is gone", async () => {
  const { signal } = new AbortController();
  const [value, fault] = [deferred<string>(), deferred<string>()];
  const [kept, broken] = [abortable(value.promise, signal), abortable(fault.promise, signal)];
  expect(listeners(signal)).toBe(2);
  value.resolve("value");
  fault.reject("fault");
  expect([await outcome(kept), await outcome(broken)]).toEqual([
    { value: "value" },
    { reason: "fault" },
  ]);
  expect(listeners(signal)).toBe(0);
});

test("an abort ends the wait with the very reason and takes the listener along", async () => {
  const controller = new AbortController();
  const reason = { why: "enough" };
  const waiting = abortable(new Promise(() => undefined), controller.signal);
  controller.abort(reason);
  expect(listeners(controller.signal)).toBe(0);
  expect(await waiting.catch((error: unknown) => error)).toBe(reason);
});

test("a signal that was aborted before ends the wait at once and is not listened to", async () => {
  const signal = AbortSignal.abort("before");
  const waiting = abortable(new Promise(() => undefined), signal);
  expect(await outcome(waiting)).toEqual({ reason: "before" });
  expect(listeners(signal)).toBe(0);
});

test("what fails after the abort is dropped and is not unhandled", async () => {
  const controller = new AbortController();
  const work = deferred();
  const unhandled = await unhandledDuring(async () => {
    const waiting = abortable(work.promise, controller.signal);
    controller.abort("gone");
    work.reject(new Error("later"));
    expect(await outcome(waiting)).toEqual({ reason: "gone" });
  });
  expect(unhandled).toEqual([]);
});

test("without a signal it is the promise", async () => {
  expect(await outcome(abortable(Promise.resolve(1)))).toEqual({ value: 1 });
  expect(await outcome(abortable(Promise.reject(new Error("x"))))).toEqual({
    reason: new Error("x"),
  });
});
