// The first success wins; the others are cancelled and waited for. With a delay between the starts
// this is hedging: the next contestant starts only when the answer is late, or when one fails.
//
// Invariants the test proves:
// - the first success is the answer, also after failures; no loser runs on when it is given
// - when all fail, an AggregateError has their errors in the order of the contestants
// - hedged contestants start one by one: after the delay, or at once when one fails
// - an early answer starts no further contestant and leaves no timer
// - an abort from outside reaches all that run
//
// Pitfalls:
// - `Promise.race` takes the first to settle, also a failure; `Promise.any` leaves losers running.
// - Contestants may all reach the other side: race only what may safely happen twice.
// - A loser that ignores its signal delays the answer.
// - Hedge late, at about the 95th percentile, or the load doubles.
import assert from "node:assert/strict";
import { test } from "node:test";
import { firstWins } from "../../primitives/first-wins.js";
import { FakeClock } from "./fake-clock.js";
import { FakeTasks, settled } from "./fake-tasks.js";

function contestants(tasks: FakeTasks): ((signal: AbortSignal) => Promise<string>)[] {
  return ["a", "b", "c"].map((name) => (signal) => tasks.run(name, signal));
}

test("the first success wins after a failure, and the losers are over by then", async () => {
  const tasks = new FakeTasks();
  const race = firstWins(contestants(tasks));
  await settled();
  tasks.fail("a");
  await settled();
  tasks.finish("c");
  assert.equal(await race, "c");
  assert.equal(tasks.live, 0);
  assert.equal(tasks.log.at(-1), "b is cancelled");
});

test("a loser's clean-up is waited for", async () => {
  let cleaned = false;
  const slow = async (): Promise<string> => {
    for (let turns = 0; turns < 5; turns += 1) await settled();
    cleaned = true;
    return "slow";
  };
  assert.equal(await firstWins([slow, () => Promise.resolve("fast")]), "fast");
  assert.equal(cleaned, true);
});

test("when all fail, the errors are in the order of the contestants", async () => {
  const tasks = new FakeTasks();
  const race = firstWins(contestants(tasks));
  await settled();
  for (const name of ["c", "a", "b"]) tasks.fail(name, name);
  await assert.rejects(race, (error) => {
    assert.ok(error instanceof AggregateError);
    assert.deepEqual(error.errors, ["a", "b", "c"]);
    return true;
  });
});

test("hedged, the next starts after the delay, or at once when one fails", async () => {
  const tasks = new FakeTasks();
  const clock = new FakeClock();
  const race = firstWins(contestants(tasks), { hedgeAfterMs: 100, clock });
  await clock.advance(99);
  assert.deepEqual(tasks.log, ["a starts"]);
  await clock.advance(1);
  assert.deepEqual(tasks.log, ["a starts", "b starts"]);
  tasks.fail("a");
  await settled();
  assert.deepEqual(tasks.log.slice(2), ["a fails", "c starts"]);
  tasks.finish("b");
  assert.equal(await race, "b");
  assert.equal(tasks.live, 0);
});

test("an early answer starts nobody else and leaves no timer", async () => {
  const tasks = new FakeTasks();
  const clock = new FakeClock();
  const race = firstWins(contestants(tasks), { hedgeAfterMs: 100, clock });
  await clock.advance(50);
  tasks.finish("a");
  assert.equal(await race, "a");
  assert.equal(clock.timers, 0);
  await clock.advance(500);
  assert.deepEqual(tasks.log, ["a starts", "a ends"]);
});

test("an abort from outside reaches all that run", async () => {
  const tasks = new FakeTasks();
  const controller = new AbortController();
  const race = firstWins(contestants(tasks), { signal: controller.signal });
  await settled();
  const reason = new Error("caller left");
  controller.abort(reason);
  await assert.rejects(race, (error) => error === reason);
  assert.equal(tasks.live, 0);
});
