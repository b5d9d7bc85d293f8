import { expect, test } from "vitest";
import { simulateSeeds, traceSeed } from "./simulator/seeds.ts";

const BATCHES = 100_000;

test("a hundred thousand batches keep every promise", { timeout: 180_000 }, async () => {
  const { batches, failed } = await simulateSeeds(1, (tested) => tested.batches >= BATCHES);
  if (failed !== undefined) expect.fail(await traceSeed(failed));
  expect(batches).toBeGreaterThanOrEqual(BATCHES);
});

test.each([
  // A deadline while the record of a second attempt was being written, which then failed.
  623_189_365,
  // A server asks for a pause at the very instant at which another call has its permit already.
  623_436_724,
])("seed %i, which once broke a promise, keeps them all", async (seed) => {
  const { failed } = await simulateSeeds(seed, ({ seeds }) => seeds > 0);
  if (failed !== undefined) expect.fail(await traceSeed(failed));
});
