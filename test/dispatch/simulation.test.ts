import { expect, test } from "vitest";
import { simulateSeeds, traceSeed } from "./simulator/seeds.ts";

const BATCHES = 100_000;

test("a hundred thousand batches keep every promise", { timeout: 180_000 }, async () => {
  const { batches, failed } = await simulateSeeds(1, (tested) => tested.batches >= BATCHES);
  if (failed !== undefined) expect.fail(await traceSeed(failed));
  expect(batches).toBeGreaterThanOrEqual(BATCHES);
});
