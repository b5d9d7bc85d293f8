import * as fc from "fast-check";
import { expect, test } from "vitest";
import { sleep } from "../../src/primitives/clock.ts";
import { firstWins } from "../../src/primitives/first-wins.ts";
import { FakeClock, settled } from "./fake-clock.ts";
import { deferred, listeners, outcome } from "./watch.ts";

/** Contestants that take time on one clock, fail or succeed, and log what became of them. */
function stage() {
  const clock = new FakeClock();
  const log: string[] = [];
  const contestant = (name: string, afterMs: number, fails = false, cleanMs = 0) => {
    return async (signal: AbortSignal): Promise<string> => {
      log.push(`${name} starts at ${clock.now()}`);
      try {
        await sleep(afterMs, { clock, signal });
      } catch (error) {
        if (cleanMs > 0) await sleep(cleanMs, { clock });
        log.push(`${name} stopped at ${clock.now()}`);
        throw error;
      }
      if (fails) throw new Error(name);
      return name;
    };
  };
  return { clock, log, contestant };
}

test("the first success wins, and the answer waits only for the losers to clean up", async () => {
  const { clock, log, contestant } = stage();
  const won = firstWins([contestant("slow", 1e9, false, 5), contestant("fast", 10)], { clock });
  void won.then((name) => log.push(`${name} wins at ${clock.now()}`));
  expect(clock.timers).toBe(2); // Those of the contestants, none of the race.
  await clock.advance(100);
  expect(log).toEqual([
    "slow starts at 0",
    "fast starts at 0",
    "slow stopped at 15",
    "fast wins at 15",
  ]);
  expect(clock.timers).toBe(0);
});

test("a failure does not decide while others still run", async () => {
  const { clock, contestant } = stage();
  const won = firstWins([contestant("a", 1, true), contestant("b", 50)], { clock });
  await clock.advance(49);
  expect(await outcome(won)).toBe("pending");
  await clock.advance(1);
  expect(await won).toBe("b");
});

test("if all fail, the errors come in the order of the contestants", async () => {
  const { clock, contestant } = stage();
  const contestants = [
    contestant("a", 30, true),
    contestant("b", 10, true),
    contestant("c", 20, true),
  ];
  const failed = firstWins(contestants, { clock }).catch((error: unknown) => error);
  await clock.advance(30);
  const error = (await failed) as AggregateError;
  expect(error).toBeInstanceOf(AggregateError);
  expect(error.message).toBe("every contestant failed");
  expect(error.errors).toEqual([new Error("a"), new Error("b"), new Error("c")]);
});

test("a hedge starts the next one when the time is over, and none after a win", async () => {
  const { clock, log, contestant } = stage();
  const contestants = ["a", "b", "c"].map((name) => contestant(name, 150));
  const won = firstWins(contestants, { hedgeAfterMs: 100, clock });
  await clock.advance(99);
  expect(log).toEqual(["a starts at 0"]);
  await clock.advance(1000);
  expect(await won).toBe("a");
  expect(log).toEqual(["a starts at 0", "b starts at 100", "b stopped at 150"]);
  expect(clock.timers).toBe(0);
});

test("a hedge starts the next one at once when one fails, and counts from there", async () => {
  const { clock, log, contestant } = stage();
  const contestants = [contestant("a", 30, true), contestant("b", 500), contestant("c", 10)];
  const won = firstWins(contestants, { hedgeAfterMs: 100, clock });
  await clock.advance(200);
  expect(await won).toBe("c");
  expect(log).toEqual(["a starts at 0", "b starts at 30", "c starts at 130", "b stopped at 140"]);
});

test("contestants that fail at once hand over at once and leave no timer", async () => {
  const { clock, log, contestant } = stage();
  const thrower = (name: string) => (): never => {
    log.push(name);
    throw new Error(name);
  };
  const contestants = [thrower("x"), thrower("y"), contestant("a", 150), contestant("b", 500)];
  const won = firstWins<string>(contestants, { hedgeAfterMs: 100, clock });
  await settled();
  expect([log, clock.timers]).toEqual([["x", "y", "a starts at 0"], 2]);
  await clock.advance(150);
  expect(await won).toBe("a");
  expect(log.slice(3)).toEqual(["b starts at 100", "b stopped at 150"]);
  expect(clock.timers).toBe(0);
});

test("a hedge of 0 ms starts them one timer apart; a negative one is refused", async () => {
  const { clock, log, contestant } = stage();
  const won = firstWins([contestant("a", 5), contestant("b", 5)], { hedgeAfterMs: 0, clock });
  expect(log).toEqual(["a starts at 0"]);
  await clock.advance(5);
  expect(await won).toBe("a");
  await expect(firstWins([() => 1], { hedgeAfterMs: -1 })).rejects.toThrow(
    "hedgeAfterMs must be a number from 0 to Infinity; received -1",
  );
});

test("a winner that answers at once keeps the later ones from starting when hedged", async () => {
  const { clock, log, contestant } = stage();
  expect(await firstWins([() => "now", contestant("b", 1)], { hedgeAfterMs: 10, clock })).toBe(
    "now",
  );
  expect([log, clock.timers]).toEqual([[], 0]);
});

test("a loser that fails in the same moment as the win starts nobody else", async () => {
  const started: string[] = [];
  const clock = new FakeClock();
  const [a, b] = [deferred<string>(), deferred<string>()];
  const contestants = [() => a.promise, () => b.promise, () => started.push("c")];
  const won = firstWins<unknown>(contestants, { hedgeAfterMs: 10, clock });
  await clock.advance(10);
  b.resolve("b");
  a.reject(new Error("a"));
  expect(await won).toBe("b");
  expect(started).toEqual([]);
});

test("an abort stops all, waits for them, starts no other, and gives its reason", async () => {
  const { clock, log, contestant } = stage();
  const controller = new AbortController();
  const contestants = [contestant("a", 1e6, false, 7), contestant("b", 1e6)];
  const won = firstWins(contestants, { hedgeAfterMs: 100, signal: controller.signal, clock });
  await clock.advance(10);
  controller.abort("enough");
  expect(await outcome(won)).toBe("pending");
  await clock.advance(7);
  expect(await outcome(won)).toEqual({ reason: "enough" });
  expect(log).toEqual(["a starts at 0", "a stopped at 17"]);
  expect([clock.timers, listeners(controller.signal)]).toEqual([0, 0]);
});

test("without contestants there is nothing to wait for, and that is an error", async () => {
  await expect(firstWins([])).rejects.toThrow("contestants must be at least one; received none");
});

test("undefined can win", async () => {
  expect(await firstWins([() => undefined, () => Promise.reject(new Error("x"))])).toBeUndefined();
});

test("one winner, no loser left, no timer, for any interleaving", async () => {
  const contestant = fc.record({ fails: fc.boolean(), obeys: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(contestant, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      async (s, specs, aborts) => {
        const outer = new AbortController();
        let live = 0;
        const succeeded: number[] = [];
        const contestants = specs.map(({ fails, obeys }, index) => async (signal: AbortSignal) => {
          live += 1;
          try {
            await s.schedule(Promise.resolve(), `run ${index}`);
            if (obeys) signal.throwIfAborted();
            if (fails) throw new Error(`${index}`);
            succeeded.push(index);
            return index;
          } finally {
            live -= 1;
          }
        });
        if (aborts) void s.schedule(Promise.resolve(), "abort").then(() => outer.abort("abort"));
        const [result] = await s.waitFor(
          Promise.allSettled([firstWins(contestants, { signal: outer.signal })]),
        );
        expect([live, listeners(outer.signal)]).toEqual([0, 0]);
        if (result.status === "fulfilled") expect(result.value).toBe(succeeded[0]);
        else if (result.reason !== "abort") {
          expect(result.reason).toMatchObject({ errors: specs.map((_, i) => new Error(`${i}`)) });
        }
        await s.waitIdle();
      },
    ),
    { numRuns: 300 },
  );
});
