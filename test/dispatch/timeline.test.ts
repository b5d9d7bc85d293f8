import { expect, test } from "vitest";
import type { BatchOutcome, Outcome } from "../../src/dispatch/outcome.ts";
import { timeline } from "../../src/dispatch/timeline.ts";

const outcome = (id: string, startedMs: number, endedMs: number, more = {}): Outcome => ({
  id,
  server: undefined,
  tool: "tool",
  effect: "stateful",
  status: "ok",
  attempts: 1,
  startedMs,
  endedMs,
  waitedMs: startedMs,
  ranMs: endedMs - startedMs,
  waits: [],
  ...more,
});

const batch = (outcomes: Outcome[], more: Partial<BatchOutcome> = {}): BatchOutcome => ({
  batch: "b",
  outcomes,
  tookMs: 40,
  speedUp: 2,
  criticalPath: [],
  ...more,
});

test("each call is a row in which waiting and running are told apart", () => {
  const outcomes = [
    outcome("read", 0, 20),
    outcome("write", 20, 40),
    outcome("again", 0, 20, { attempts: 0, startedMs: undefined, ranMs: 0, sameAs: "read" }),
    outcome("never", 0, 20, { attempts: 0, startedMs: undefined, ranMs: 0, status: "skipped" }),
  ];
  const text = timeline(batch(outcomes, { criticalPath: ["read", "write"] }), { width: 44 });
  expect(text.split("\n")).toEqual([
    "* read  █████████████              ok 20 ms",
    "* write ·············█████████████ ok 20 ms",
    "  again ·············              ok = read",
    "  never ·············              skipped",
    "40 ms in all; · waits, █ runs, * decided how long",
    "speed-up 2.0× of sequential",
  ]);
});

test("a call too short for a column still shows, and no row is wider than asked", () => {
  const outcomes = [outcome("quick", 39.99, 40), outcome("a".repeat(50), 0, 40)];
  const lines = timeline(batch(outcomes), { width: 60 }).split("\n").slice(0, 2);
  expect(lines[0]).toContain("█");
  expect(lines[1]).toContain(`${"a".repeat(15)}… █`);
  for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(60);
});

test("a batch that took no time, and one with too many rows", () => {
  const many = Array.from({ length: 5 }, (_, index) => outcome(String(index), 0, 0));
  const lines = timeline(batch(many, { tookMs: 0, speedUp: 1 }), { rowsMax: 2 }).split("\n");
  expect(lines.length).toBe(5);
  expect(lines[2]).toBe("  … and 3 more");
});

test("an id cannot draw anything of its own", () => {
  expect(timeline(batch([outcome("a\n\u001b[31mb", 0, 40)]))).toContain("a??[31mb");
});
