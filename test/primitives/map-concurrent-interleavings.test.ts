import * as fc from "fast-check";
import { expect, test } from "vitest";
import { mapConcurrent } from "../../src/primitives/map-concurrent.ts";
import { counted } from "./counted.ts";
import { listeners } from "./watch.ts";

test("each input once, bound kept, nothing running at the end, for any interleaving", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 0, max: 10 }),
      fc.integer({ min: 1, max: 4 }),
      fc.option(fc.nat({ max: 9 })),
      fc.boolean(),
      fc.boolean(),
      async (s, length, limit, failAt, aborts, isAsync) => {
        const source = counted(length);
        const outer = new AbortController();
        let active = 0;
        const seen: number[] = [];
        const work = async (n: number): Promise<number> => {
          seen.push(n);
          active += 1;
          expect(active).toBeLessThanOrEqual(limit);
          try {
            await s.schedule(Promise.resolve(), `work ${n}`);
            if (n === failAt) throw new Error("work");
            return n;
          } finally {
            active -= 1;
          }
        };
        if (aborts) void s.schedule(Promise.resolve(), "abort").then(() => outer.abort("abort"));
        const input = isAsync ? source.async() : source.sync();
        const mapped = mapConcurrent(input, work, { limit, signal: outer.signal });
        const [result] = await s.waitFor(Promise.allSettled([mapped]));
        const all = Array.from({ length }, (_, n) => n);
        expect(active).toBe(0);
        expect(seen).toEqual(all.slice(0, seen.length));
        expect(listeners(outer.signal)).toBe(0);
        const failed = failAt !== null && seen.includes(failAt);
        if (result.status === "fulfilled") expect([result.value, failed]).toEqual([all, false]);
        else if (result.reason !== "abort") expect(failed).toBe(true);
        await s.waitIdle();
      },
    ),
    { numRuns: 300 },
  );
});
