import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ResourceLock } from "../../src/primitives/resource-lock.ts";
import type { Claim, Ticket } from "../../src/primitives/resource-request.ts";
import { settled } from "./fake-clock.ts";
import { ResourceModel } from "./resource-model.ts";
import { listeners } from "./watch.ts";

const claim: fc.Arbitrary<Claim> = fc.record({
  path: fc.array(fc.constantFrom("a", "b"), { maxLength: 3 }),
  mode: fc.constantFrom("read", "write"),
});
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ enter: fc.array(claim, { maxLength: 4 }) }) },
  { weight: 3, arbitrary: fc.record({ release: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ abort: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ tryEnter: fc.array(claim, { maxLength: 4 }) }) },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Entered {
  readonly ticket: Ticket<number>;
  readonly controller: AbortController;
}

/** Runs the steps against the lock and the model, comparing them after each. */
async function compare(steps: Step[]): Promise<void> {
  const lock = new ResourceLock<number>();
  const model = new ResourceModel();
  const entered: (Entered | undefined)[] = [];
  const granted: number[] = [];
  const live = (state: string): number[] =>
    model.requests.flatMap((request, index) => (request.state === state ? [index] : []));
  const pick = (from: number[], n: number): number | undefined => from[n % (from.length || 1)];

  for (const next of steps) {
    if ("enter" in next) {
      const owner = entered.length;
      const controller = new AbortController();
      const ticket = lock.enter(next.enter, { owner, signal: controller.signal });
      ticket.granted.then(
        () => granted.push(owner),
        () => undefined,
      );
      entered.push({ ticket, controller });
      model.enter(next.enter);
    } else if ("tryEnter" in next) {
      const owner = entered.length;
      const release = lock.tryAcquire(next.tryEnter, owner);
      model.enter(next.tryEnter);
      const fits = model.requests[owner]?.state === "holding";
      expect(release !== undefined).toBe(fits);
      if (fits) model.granted.pop();
      model.leave(owner);
      release?.();
      entered.push(undefined);
    } else if ("release" in next) {
      const index = pick(live("holding"), next.release);
      if (index === undefined) continue;
      model.leave(index);
      entered[index]?.ticket.release();
      entered[index]?.ticket.release();
    } else {
      const index = pick(live("waiting"), next.abort);
      if (index === undefined) continue;
      model.leave(index);
      entered[index]?.controller.abort(index);
    }
    await settled();
    expect(granted).toEqual(model.granted);
    for (const index of live("waiting")) {
      const blockers = entered[index]?.ticket.waitingFor(1000) ?? [];
      expect(blockers.map(({ owner }) => owner)).toEqual(model.blockersOf(index));
      for (const { owner = -1, isHolding } of blockers) {
        expect(isHolding).toBe(model.requests[owner]?.state === "holding");
      }
    }
    const [holding, waiting] = [live("holding").length, live("waiting").length];
    expect(lock.stats()).toMatchObject({ holding, waiting });
  }
  for (const each of entered) each?.ticket.release();
  expect(lock.stats()).toMatchObject({ holding: 0, waiting: 0, resources: 0 });
  await settled();
  for (const each of entered)
    expect(listeners(each?.controller.signal ?? AbortSignal.abort())).toBe(0);
}

test("grants as the plain model does, in the same order and for the same reasons", async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40, size: "max" }), compare), {
    numRuns: 600,
  });
}, 120_000);
