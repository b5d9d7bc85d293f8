import * as fc from "fast-check";
import { expect, test } from "vitest";
import { WorkerPool } from "../../src/primitives/worker-pool.ts";
import { settled } from "./fake-clock.ts";
import { Gate } from "./gate.ts";
import { listeners } from "./watch.ts";

const file = new URL("tasks.worker.mjs", import.meta.url);

interface Job {
  job: string;
  argument: unknown;
}

const arrivals = fc.array(
  fc.record({
    job: fc.constantFrom("hold", "exit", "spin"),
    /** After how many turns of the loop the gate opens, and the task is aborted. */
    opensAfter: fc.nat(200),
    abortsAfter: fc.nat(200),
  }),
  { minLength: 1, maxLength: 12 },
);

async function turns(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) await settled();
}

test("with random aborts and crashes every task settles, and none goes on after that", async () => {
  const property = fc.asyncProperty(arrivals, fc.integer({ min: 1, max: 3 }), async (all, size) => {
    const pool = new WorkerPool<Job, unknown>(file, { size });
    const seen = await Promise.all(
      all.map(async ({ job, opensAfter, abortsAfter }) => {
        const gate = new Gate();
        const controller = new AbortController();
        const { signal } = controller;
        const argument = job === "exit" ? 3 : gate.cells;
        const running = pool.run({ job, argument }, { signal });
        const settling = running.then(
          () => gate.entered,
          () => gate.entered,
        );
        void turns(opensAfter).then(() => gate.open());
        void turns(abortsAfter).then(() => controller.abort());
        const entered = await settling;
        expect(listeners(signal)).toBe(0);
        return { gate, entered };
      }),
    );
    const { running, runningMax, waiting } = pool.stats();
    expect({ running, waiting }).toEqual({ running: 0, waiting: 0 });
    expect(runningMax).toBeLessThanOrEqual(size);
    const gate = new Gate();
    gate.open();
    await pool.run({ job: "hold", argument: gate.cells });
    await pool.close();
    expect(seen.map(({ gate: { entered } }) => entered)).toEqual(seen.map((one) => one.entered));
  });
  await fc.assert(property, { numRuns: 25 });
});
