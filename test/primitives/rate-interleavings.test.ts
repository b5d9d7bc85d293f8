import * as fc from "fast-check";
import { expect, test } from "vitest";
import { SlidingWindow } from "../../src/primitives/sliding-window.ts";
import { TokenBucket } from "../../src/primitives/token-bucket.ts";
import { FakeClock, settled } from "./fake-clock.ts";
import { listeners } from "./watch.ts";

interface Ask {
  readonly tokens: number;
  readonly tries: boolean;
  readonly aborts: boolean;
}

interface Given {
  readonly asked: number;
  readonly tokens: number;
  readonly atMs: number;
}

/** A limiter of either kind, as both the actors and the observer see it. */
interface Limiter {
  acquire(tokens: number, signal: AbortSignal): Promise<void>;
  tryAcquire(tokens: number): boolean;
  waiting(): number;
  /** Whether a request for so many could be granted now, with nobody ahead. */
  hasRoom(tokens: number): boolean;
}

const fraction = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const ask = fc.record({
  tokens: fc.integer({ min: 1, max: 3 }),
  tries: fc.boolean(),
  aborts: fc.boolean(),
});
const asksAndTicks = [
  fc.array(ask, { maxLength: 14 }),
  fc.array(fraction(0, 300), { maxLength: 8 }),
] as const;

/** Lets asks, aborts and the clock run in the order of the scheduler; answers what was given. */
async function interleave(
  s: fc.Scheduler,
  clock: FakeClock,
  limiter: Limiter,
  { asks, ticks, restMs }: { asks: Ask[]; ticks: number[]; restMs: number },
): Promise<Given[]> {
  const given: Given[] = [];
  const queue: number[] = [];
  const controllers = asks.map(() => new AbortController());
  let order = 0;
  const look = async (): Promise<void> => {
    await settled();
    expect(limiter.waiting()).toBe(queue.length);
    const first = asks[queue[0] ?? -1];
    if (first !== undefined) expect(limiter.hasRoom(first.tokens), "idle room").toBe(false);
  };
  const request = async ({ tokens, tries }: Ask, index: number): Promise<void> => {
    await s.schedule(Promise.resolve(), `ask ${index}`);
    const asked = order++;
    const give = (): void => void given.push({ asked, tokens, atMs: clock.now() });
    if (tries) {
      if (limiter.tryAcquire(tokens)) give();
      return;
    }
    queue.push(index);
    const { signal } = controllers[index] as AbortController;
    await limiter.acquire(tokens, signal).then(give, (reason) => expect(reason).toBe(index));
    queue.splice(queue.indexOf(index), 1);
  };
  const abort = async (index: number): Promise<void> => {
    await s.schedule(Promise.resolve(), `abort ${index}`);
    controllers[index]?.abort(index);
    await look();
  };
  const tick = async (): Promise<void> => {
    for (const ms of ticks) {
      await s.schedule(Promise.resolve(), `${ms} ms`);
      await clock.advance(ms);
      await look();
    }
  };
  const requests = asks.map(request);
  const events = asks.flatMap(({ aborts }, index) => (aborts ? [abort(index)] : []));
  await s.waitFor(Promise.all([...events, tick()]));
  await s.waitIdle();
  await look();
  await clock.advance(restMs);
  await Promise.all(requests);
  expect([limiter.waiting(), clock.timers]).toEqual([0, 0]);
  expect(controllers.map(({ signal }) => listeners(signal))).toEqual(asks.map(() => 0));
  const inOrder = given.toSorted((a, b) => a.asked - b.asked).map(({ atMs }) => atMs);
  expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
  return given.toSorted((a, b) => a.atMs - b.atMs);
}

// Of all windows only those that begin and end with a grant need a look: any other holds the same
// grants as the one of these within it, and allows more.

test("a bucket gives at most burst + rate * window, for any interleaving with aborts", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.record({ ratePerSecond: fraction(0.1, 2_000), burst: fc.integer({ min: 3, max: 6 }) }),
      ...asksAndTicks,
      async (s, { ratePerSecond, burst }, asks, ticks) => {
        const clock = new FakeClock(0.1);
        const bucket = new TokenBucket({ ratePerSecond, burst, clock });
        const limiter: Limiter = {
          acquire: (tokens, signal) => bucket.acquire({ tokens, signal }),
          tryAcquire: (tokens) => bucket.tryAcquire(tokens),
          waiting: () => bucket.stats().waiting,
          hasRoom: (tokens) => bucket.stats().available >= tokens,
        };
        const restMs = (3_000 * (asks.length + 1)) / ratePerSecond;
        const given = await interleave(s, clock, limiter, { asks, ticks, restMs });
        for (const [from, first] of given.entries()) {
          let tokens = 0;
          for (const each of given.slice(from)) {
            tokens += each.tokens;
            const allowed = burst + (ratePerSecond * (each.atMs - first.atMs)) / 1_000;
            expect(tokens).toBeLessThanOrEqual(allowed + 1e-6);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("a window holds at most its limit, for any interleaving with aborts", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.record({ limit: fc.integer({ min: 1, max: 4 }), windowMs: fraction(0.5, 200) }),
      ...asksAndTicks,
      async (s, { limit, windowMs }, asks, ticks) => {
        const clock = new FakeClock(0.1);
        const window = new SlidingWindow({ limit, windowMs, clock });
        const limiter: Limiter = {
          acquire: (_tokens, signal) => window.acquire({ signal }),
          tryAcquire: () => window.tryAcquire(),
          waiting: () => window.stats().waiting,
          hasRoom: () => window.stats().used < limit,
        };
        const restMs = windowMs * (asks.length + 2);
        const given = await interleave(s, clock, limiter, { asks, ticks, restMs });
        for (const [index, { atMs }] of given.entries()) {
          const later = given[index + limit];
          if (later !== undefined) expect(later.atMs).toBeGreaterThanOrEqual(atMs + windowMs);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("a bucket's loans of a rounding error do not add up over 100,000 tokens", () => {
  let nowMs = 0;
  const clock = { now: () => nowMs, setTimer: () => expect.unreachable() };
  const [ratePerSecond, burst] = [1_000 / 3, 1];
  const bucket = new TokenBucket({ ratePerSecond, burst, clock });
  let given = 0;
  for (let step = 0; step < 100_000; step += 1) {
    nowMs = step * 3 * (1 - 5e-10);
    if (bucket.tryAcquire()) given += 1;
  }
  expect(given).toBeGreaterThan(50_000);
  expect(given).toBeLessThanOrEqual(burst + (ratePerSecond * nowMs) / 1_000 + 1e-6);
});
