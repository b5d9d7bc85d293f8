import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CircuitBreaker, CircuitOpen } from "../../src/primitives/circuit-breaker.ts";
import { FakeClock } from "./fake-clock.ts";
import { listeners } from "./watch.ts";

const call = fc.record({ fails: fc.boolean(), aborts: fc.boolean() });
const numbers = fc.record({
  callsMin: fc.integer({ min: 1, max: 4 }),
  failureRatio: fc.constantFrom(0.3, 0.5, 1),
  openMs: fc.integer({ min: 1, max: 100 }),
  windowMs: fc.integer({ min: 10, max: 500 }),
});

test("one probe at most, none while open, and it recovers, for any interleaving", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      numbers,
      fc.array(call, { maxLength: 16 }),
      fc.array(fc.nat({ max: 120 }), { maxLength: 8 }),
      async (s, settings, calls, ticks) => {
        const clock = new FakeClock();
        const breaker = new CircuitBreaker({ ...settings, clock });
        const controllers = calls.map(() => new AbortController());
        let probes = 0;
        const ran = new Set<number>();
        const work = async (index: number): Promise<void> => {
          const { state } = breaker.stats();
          expect(state).not.toBe("open");
          const isProbe = state === "half-open";
          if (isProbe) probes += 1;
          expect(probes).toBeLessThanOrEqual(1);
          ran.add(index);
          try {
            await s.schedule(Promise.resolve(), `work ${index}`);
            if (calls[index]?.fails) throw new Error(`call ${index}`);
          } finally {
            if (isProbe) probes -= 1;
          }
        };
        const request = async (index: number): Promise<void> => {
          await s.schedule(Promise.resolve(), `ask ${index}`);
          const signal = controllers[index]?.signal;
          try {
            await breaker.run(() => work(index), { signal });
          } catch (error) {
            if (!(error instanceof CircuitOpen)) return;
            expect(error.retryAfterMs).toBeLessThanOrEqual(settings.openMs);
            expect(breaker.stats().state).not.toBe("closed");
            expect(ran.has(index)).toBe(false);
          }
        };
        const abort = async (index: number): Promise<void> => {
          await s.schedule(Promise.resolve(), `abort ${index}`);
          controllers[index]?.abort("abort");
        };
        const tick = async (): Promise<void> => {
          for (const ms of ticks) {
            await s.schedule(Promise.resolve(), `${ms} ms`);
            await clock.advance(ms);
            const { calls: counted, failures } = breaker.stats();
            expect(failures).toBeLessThanOrEqual(counted);
            expect(counted).toBeLessThanOrEqual(ran.size);
          }
        };
        const all = calls.flatMap(({ aborts }, index) =>
          aborts ? [request(index), abort(index)] : [request(index)],
        );
        await s.waitFor(Promise.all([...all, tick()]));
        await clock.advance(settings.openMs + 2 * settings.windowMs);
        expect(await breaker.run(() => "up")).toBe("up");
        expect(breaker.stats().state).toBe("closed");
        expect(controllers.map(({ signal }) => listeners(signal))).toEqual(calls.map(() => 0));
      },
    ),
    { numRuns: 300 },
  );
});
