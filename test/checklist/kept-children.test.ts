import { onTestFinished, expect, test } from "vitest";
import { judgeInChildren } from "../../src/checklist/run/child-pool.ts";
import { KeptChildren } from "../../src/checklist/run/kept-children.ts";
import { FakeClock } from "../primitives/fake-clock.ts";

const childUrl = new URL("pid-child.mjs", import.meta.url);
const { signal } = new AbortController();

function keeping(clock = new FakeClock()): KeptChildren {
  const kept = new KeptChildren(clock);
  onTestFinished(() => kept.end());
  return kept;
}

/** What children answered for these files: their process's id, or why there is none. */
async function pids(kept: KeptChildren | undefined, argument = "a", paths = ["x"], children = 1) {
  const found: (number | string)[] = [];
  const files = paths.map((path) => ({ path }));
  const onAnswer = ({ report, skipped }: { report?: number; skipped?: string }) =>
    void found.push(report ?? skipped ?? "");
  const program = { childUrl, argument, children, kept };
  await judgeInChildren<number>(files, { ...program, fileMs: 60_000, signal, onAnswer });
  return found;
}

const isRunning = (pid: number | string | undefined): boolean => {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
};

test("a child that has answered is there for the next run of the same program", async () => {
  const kept = keeping();
  const [first] = await pids(kept);
  expect(await pids(kept)).toEqual([first]);
  expect(await pids(kept, "b")).not.toEqual([first]);
  expect(await pids(undefined)).not.toEqual([first]);
});

test("one that has rested for long is not taken, for it may be about to end", async () => {
  const clock = new FakeClock();
  const kept = keeping(clock);
  const [first] = await pids(kept);
  await clock.advance(29_999);
  expect(await pids(kept)).toEqual([first]);
  await clock.advance(30_000);
  const [second] = await pids(kept);
  expect(second).not.toBe(first);
  await expect.poll(() => isRunning(first)).toBe(false);
});

test("one that has ended is not taken", async () => {
  const kept = keeping();
  const [first] = await pids(kept);
  process.kill(Number(first), "SIGKILL");
  await expect.poll(() => isRunning(first)).toBe(false);
  const [second] = await pids(kept);
  expect(typeof second).toBe("number");
  expect(second).not.toBe(first);
  const ended = await pids(kept, "a", ["end", "y"]);
  expect(ended).toEqual(["crashed its parser (exit code 7)", expect.any(Number)]);
});

test("one that was started ahead is taken, and started once however often asked", async () => {
  const kept = keeping();
  const program = { childUrl, argument: "a" };
  kept.start(program);
  kept.start(program);
  const ahead = kept.take(program);
  expect(ahead).toBeDefined();
  expect(kept.take(program)).toBeUndefined();
  if (ahead !== undefined) kept.keep(program, ahead);
  const [first] = await pids(kept);
  expect(await pids(kept)).toEqual([first]);
});

test("two are kept at most, and none after the end", async () => {
  const kept = keeping();
  const paths = Array.from({ length: 64 }, (_, at) => `x${at}`);
  const all = [...new Set(await pids(kept, "a", paths, 4))];
  await expect.poll(() => all.filter(isRunning).length).toBeLessThanOrEqual(2);
  kept.end();
  await expect.poll(() => all.filter(isRunning)).toEqual([]);
});
