import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answerUntilIdle, CHILD_IDLE_MS } from "../../src/checklist/run/answer-until-idle.ts";

/** What the process hears, by event, instead of this one. */
const heard = new Map<unknown, (request: object) => void>();
const ends: unknown[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  heard.clear();
  ends.length = 0;
  vi.spyOn(process, "on").mockImplementation((event, listener) => {
    heard.set(event, listener as (request: object) => void);
    return process;
  });
  vi.spyOn(process, "exit").mockImplementation(((code: unknown) => void ends.push(code)) as never);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("a child that was started ahead and is never asked ends", async () => {
  answerUntilIdle(() => {});
  await vi.advanceTimersByTimeAsync(CHILD_IDLE_MS - 1);
  expect(ends).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(ends).toEqual([0]);
});

test("its time begins anew when an answer is given, and stands still until then", async () => {
  let finish = (): void => {};
  answerUntilIdle(() => new Promise<void>((resolve) => (finish = resolve)));
  await vi.advanceTimersByTimeAsync(CHILD_IDLE_MS - 1);
  heard.get("message")?.({ files: [] });
  await vi.advanceTimersByTimeAsync(10 * CHILD_IDLE_MS);
  finish();
  await vi.advanceTimersByTimeAsync(CHILD_IDLE_MS - 1);
  expect(ends).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(ends).toEqual([0]);
});
