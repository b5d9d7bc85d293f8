import * as fc from "fast-check";
import { expect, test } from "vitest";
import { retry } from "../../src/primitives/retry.ts";
import { TimeoutError } from "../../src/primitives/with-timeout.ts";
import { FakeClock } from "./fake-clock.ts";
import { listeners, unhandledDuring } from "./watch.ts";

const user = fc.record({
  /** How each try ends; "hangs" is left to its time limit. */
  tries: fc.array(fc.constantFrom("fails", "works", "hangs", "refuses"), { maxLength: 5 }),
  attempts: fc.integer({ min: 1, max: 4 }),
  attemptTimeoutMs: fc.integer({ min: 1, max: 50 }),
  deadlineMs: fc.option(fc.nat({ max: 300 }), { nil: undefined }),
  aborts: fc.boolean(),
});
type User = typeof user extends fc.Arbitrary<infer T> ? T : never;

const refused = new Error("refused");

/** One retry on a clock that others share; checks its tries while they run, and its outcome. */
async function use(
  s: fc.Scheduler,
  clock: FakeClock,
  signal: AbortSignal,
  { user, random }: { user: User; random: () => number },
): Promise<void> {
  const { attempts, attemptTimeoutMs, deadlineMs } = user;
  let tried = 0;
  let under = 0;
  await s.schedule(Promise.resolve(), "begin");
  const startMs = clock.now();
  const task = async ({ number, signal: own }: { number: number; signal: AbortSignal }) => {
    tried += 1;
    expect([number, under, signal.aborted]).toEqual([tried, 0, false]);
    if (deadlineMs !== undefined && number > 1) {
      expect(clock.now() - startMs).toBeLessThanOrEqual(deadlineMs);
    }
    const how = user.tries[number - 1] ?? "works";
    under += 1;
    own.addEventListener("abort", () => (under -= 1), { once: true });
    if (how === "hangs") return new Promise<never>(() => undefined);
    await s.schedule(Promise.resolve(), `try ${number} ${how}`);
    if (!own.aborted) under -= 1;
    if (how === "works") return number;
    throw how === "refuses" ? refused : new Error(`try ${number}`);
  };
  const retryable = (error: unknown): boolean => error !== refused;
  const limits = { attempts, attemptTimeoutMs, deadlineMs, baseMs: 20, capMs: 60 };
  const [result] = await Promise.allSettled([
    retry(task, { ...limits, retryable, signal, clock, random }),
  ]);
  expect(tried).toBeLessThanOrEqual(attempts);
  if (result.status === "fulfilled") expect(result.value).toBe(tried);
  else if (signal.aborted) expect(result.reason).toBe("abort");
  else if (result.reason instanceof TimeoutError) expect(under).toBe(0);
  else if (result.reason !== refused) expect(result.reason).toEqual(new Error(`try ${tried}`));
}

test("tries follow one another, within their bounds, for any interleaving", async () => {
  const chances = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
  const users = fc.array(user, { maxLength: 5 });
  const ticks = fc.array(fc.nat({ max: 60 }), { maxLength: 10 });
  const run = async (
    s: fc.Scheduler,
    users: User[],
    ticks: number[],
    chances: fc.Stream<number>,
  ): Promise<void> => {
    const clock = new FakeClock();
    const random = (): number => chances.next().value as number;
    const controllers = users.map(() => new AbortController());
    let ended = 0;
    const retries = users.map(async (each, index) => {
      const { signal } = controllers[index] as AbortController;
      await use(s, clock, signal, { user: each, random }).finally(() => (ended += 1));
    });
    const abort = async (index: number): Promise<void> => {
      await s.schedule(Promise.resolve(), `abort ${index}`);
      controllers[index]?.abort("abort");
    };
    const tick = async (): Promise<void> => {
      for (const ms of ticks) {
        await s.schedule(Promise.resolve(), `${ms} ms`);
        await clock.advance(ms);
      }
      while (ended < users.length) {
        await s.schedule(Promise.resolve(), "rest");
        await clock.advance(50);
      }
    };
    const aborts = users.flatMap(({ aborts }, index) => (aborts ? [abort(index)] : []));
    await s.waitFor(Promise.all([...retries, ...aborts, tick()]));
    expect(clock.timers).toBe(0);
    expect(controllers.map(({ signal }) => listeners(signal))).toEqual(users.map(() => 0));
  };
  const unhandled = await unhandledDuring(() =>
    fc.assert(fc.asyncProperty(fc.scheduler(), users, ticks, chances, run), { numRuns: 300 }),
  );
  expect(unhandled).toEqual([]);
});
