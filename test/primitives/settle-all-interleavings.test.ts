import * as fc from "fast-check";
import { expect, test } from "vitest";
import { settleAll } from "../../src/primitives/settle-all.ts";
import { listeners } from "./watch.ts";

interface Job {
  readonly fails: boolean;
  /** Whether it stops when it is told to; one that does not goes on to its own end. */
  readonly obeys: boolean;
}

test("each input has its outcome and none outlives the call, for any interleaving", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.record({ fails: fc.boolean(), obeys: fc.boolean() }), { maxLength: 10 }),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      async (s, jobs, limit, aborts) => {
        const controller = new AbortController();
        const { signal } = controller;
        const started: number[] = [];
        let running = 0;
        const work = async ({ fails, obeys }: Job, index: number): Promise<string> => {
          // After the abort nobody may begin.
          expect(signal.aborted).toBe(false);
          started.push(index);
          running += 1;
          expect(running).toBeLessThanOrEqual(limit);
          try {
            await s.schedule(Promise.resolve(), `work ${index}`);
            if (obeys) signal.throwIfAborted();
            if (fails) throw new Error(`fault ${index}`);
            return `done ${index}`;
          } finally {
            running -= 1;
          }
        };
        if (aborts) void s.schedule(Promise.resolve(), "abort").then(() => controller.abort("end"));

        const all = settleAll(jobs, work, { limit, signal });
        const outcomes = await s.waitFor(all);
        expect(running).toBe(0);
        expect(started).toEqual([...started.keys()]);
        expect(listeners(signal)).toBe(0);
        expect(outcomes.map(({ index }) => index)).toEqual([...jobs.keys()]);
        for (const [index, outcome] of outcomes.entries()) {
          const { fails, obeys } = jobs[index] as Job;
          if (outcome.status === "fulfilled") {
            expect([outcome.value, fails]).toEqual([`done ${index}`, false]);
          } else if (outcome.reason === "end") {
            // It never began, or it began, was told to stop, and did.
            expect([aborts, !started.includes(index) || obeys]).toEqual([true, true]);
          } else {
            expect([outcome.reason, fails]).toEqual([new Error(`fault ${index}`), true]);
          }
          const mustHaveRun = !aborts || index < started.length;
          expect(started.includes(index)).toBe(mustHaveRun);
        }
        await s.waitIdle();
      },
    ),
    { numRuns: 300 },
  );
});
