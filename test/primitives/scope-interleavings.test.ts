import * as fc from "fast-check";
import { expect, test } from "vitest";
import { scope, type Scope } from "../../src/primitives/scope.ts";
import { listeners, unhandledDuring } from "./watch.ts";

test("no task outlives its scope, and nothing is unhandled, for any interleaving", async () => {
  const task = fc.record({ fails: fc.boolean(), spawns: fc.nat({ max: 2 }), obeys: fc.boolean() });
  const options = fc.record({ abortsOutside: fc.boolean(), cancels: fc.boolean() });
  const run = async (
    s: fc.Scheduler,
    specs: { fails: boolean; spawns: number; obeys: boolean }[],
    { abortsOutside, cancels }: { abortsOutside: boolean; cancels: boolean },
  ): Promise<void> => {
    const outer = new AbortController();
    const outside = new Error("outside");
    let live = 0;
    let failed = 0;
    const start = (tasks: Scope, index: number): void => {
      const spec = specs[index];
      if (spec === undefined) return;
      const work = async (signal: AbortSignal): Promise<void> => {
        live += 1;
        try {
          await s.schedule(Promise.resolve(), `task ${index}`);
          for (let n = 1; n <= spec.spawns; n += 1) start(tasks, index * 2 + n);
          if (spec.obeys) signal.throwIfAborted();
          if (spec.fails) {
            failed += 1;
            throw new Error(`task ${index}`);
          }
        } finally {
          live -= 1;
        }
      };
      void tasks.spawn(work);
    };
    if (abortsOutside) {
      void s.schedule(Promise.resolve(), "abort").then(() => outer.abort(outside));
    }
    const ended = scope(
      async (tasks) => {
        start(tasks, 0);
        await s.schedule(Promise.resolve(), "body");
        if (cancels) tasks.cancel();
        return "value";
      },
      { signal: outer.signal },
    );
    const [result] = await s.waitFor(Promise.allSettled([ended]));
    expect(live).toBe(0);
    expect(listeners(outer.signal)).toBe(0);
    if (failed > 1) expect(result).toMatchObject({ reason: { errors: { length: failed } } });
    else if (failed === 1) expect(result).toMatchObject({ reason: { message: /^task/ } });
    else if (outer.signal.aborted) expect(result).toMatchObject({ reason: outside });
    else expect(result).toEqual({ status: "fulfilled", value: "value" });
    await s.waitIdle();
  };
  const unhandled = await unhandledDuring(() =>
    fc.assert(fc.asyncProperty(fc.scheduler(), fc.array(task, { maxLength: 8 }), options, run), {
      numRuns: 300,
    }),
  );
  expect(unhandled).toEqual([]);
});
