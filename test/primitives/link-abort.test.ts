import { expect, test } from "vitest";
import { linkAbort } from "../../src/primitives/link-abort.ts";
import { listeners } from "./watch.ts";

test("an abort of the parent reaches the child with the very reason, once", () => {
  const parent = new AbortController();
  const { signal } = linkAbort(parent.signal);
  const heard: unknown[] = [];
  signal.addEventListener("abort", () => heard.push(signal.reason));
  const reason = { why: "enough" };
  parent.abort(reason);
  expect(heard).toEqual([reason]);
  expect(signal.reason).toBe(reason);
  expect(listeners(parent.signal)).toBe(0);
});

test("an abort of the child does not reach the parent", () => {
  const parent = new AbortController();
  const { controller, signal } = linkAbort(parent.signal);
  controller.abort("own");
  expect([signal.reason, parent.signal.aborted]).toEqual(["own", false]);
});

test("a parent that was aborted before gives a child that is, and is not listened to", () => {
  const parent = AbortSignal.abort("before");
  const { signal } = linkAbort(parent);
  expect([signal.aborted, signal.reason, listeners(parent)]).toEqual([true, "before", 0]);
});

test("once unlinked the child no longer follows, and the parent keeps nothing", () => {
  const parent = new AbortController();
  const { signal, unlink } = linkAbort(parent.signal);
  expect(listeners(parent.signal)).toBe(1);
  unlink();
  unlink();
  expect(listeners(parent.signal)).toBe(0);
  parent.abort("late");
  expect(signal.aborted).toBe(false);
});

test("without a parent only its own controller aborts it", () => {
  const { controller, signal, unlink } = linkAbort(undefined);
  unlink();
  expect(signal.aborted).toBe(false);
  controller.abort("own");
  expect(signal.reason).toBe("own");
});

test("a group of fifty may listen to the child without a warning of a leak", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on("warning", note);
  const { signal } = linkAbort(undefined);
  for (let n = 0; n < 50; n += 1) signal.addEventListener("abort", () => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", note);
  expect(warnings).toEqual([]);
});
