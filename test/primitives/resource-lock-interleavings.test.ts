import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ResourceLock } from "../../src/primitives/resource-lock.ts";
import { claimsConflict, type Claim } from "../../src/primitives/resource-request.ts";
import { listeners } from "./watch.ts";

const claim: fc.Arbitrary<Claim> = fc.record({
  path: fc.array(fc.constantFrom("a", "b"), { maxLength: 3 }),
  mode: fc.constantFrom("read", "write"),
});
const user = fc.record({
  claims: fc.array(claim, { maxLength: 3 }),
  aborts: fc.boolean(),
  throws: fc.boolean(),
});

function conflict(ours: readonly Claim[], theirs: readonly Claim[]): boolean {
  return ours.some((a) => theirs.some((b) => claimsConflict(a, b)));
}

test("no two in conflict at once, none overtaken, nothing left, for any interleaving", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(user, { maxLength: 10 }), async (s, users) => {
      const lock = new ResourceLock<number>();
      const controllers = users.map(() => new AbortController());
      const claimsOf = (index: number): readonly Claim[] => users[index]?.claims ?? [];
      const waiting: number[] = []; // In the order they asked.
      const active = new Set<number>();
      const leave = (index: number): void => {
        if (waiting.includes(index)) waiting.splice(waiting.indexOf(index), 1);
      };
      const hold = async (index: number): Promise<void> => {
        const ahead = waiting.slice(0, waiting.indexOf(index));
        waiting.splice(ahead.length, 1);
        for (const other of [...active, ...ahead]) {
          expect(conflict(claimsOf(index), claimsOf(other)), `${index}, ${other}`).toBe(false);
        }
        active.add(index);
        try {
          await s.schedule(Promise.resolve(), `work ${index}`);
          if (users[index]?.throws) throw new Error("task");
        } finally {
          active.delete(index);
        }
      };
      const use = async (index: number): Promise<void> => {
        await s.schedule(Promise.resolve(), `ask ${index}`);
        const signal = controllers[index]?.signal;
        if (!signal?.aborted) waiting.push(index);
        try {
          await lock.run(claimsOf(index), () => hold(index), { signal, owner: index });
        } catch (error) {
          leave(index);
          if (!(error instanceof Error && error.message === "task")) expect(error).toBe("abort");
        }
      };
      const abort = async (index: number): Promise<void> => {
        await s.schedule(Promise.resolve(), `abort ${index}`);
        leave(index); // An abort takes the place in line at once.
        controllers[index]?.abort("abort");
      };
      const all = users.flatMap(({ aborts }, index) =>
        aborts ? [use(index), abort(index)] : [use(index)],
      );
      await s.waitFor(Promise.all(all));
      expect(lock.stats()).toMatchObject({ holding: 0, waiting: 0, resources: 0 });
      expect(controllers.map(({ signal }) => listeners(signal))).toEqual(users.map(() => 0));
    }),
    { numRuns: 400 },
  );
});
