import { expect, test } from "vitest";
import { inPortions } from "../../src/checklist/engines/in-portions.ts";

const { signal } = new AbortController();
const names = Array.from({ length: 1_000 }, (_, at) => `f${String(at).padStart(3, "0")}`);

/** A program that ends without an answer when one of these is among its files. */
function program(...culprits: string[]) {
  const runs: number[] = [];
  const ask = async (paths: readonly string[]) => {
    runs.push(paths.length);
    if (paths.some((path) => culprits.includes(path))) throw new Error("ended");
    return paths.map((path) => `${path} seen`);
  };
  return { runs, ask };
}

test("without a culprit everything is asked for once, as many at a time as fit", async () => {
  const { runs, ask } = program();
  const { answers, failed } = await inPortions(names, ask, { charactersMax: 2_000, signal });
  expect([answers.length, failed, runs]).toEqual([1_000, [], [200, 400, 400]]);
});

test("a path longer than a portion is asked for by itself", async () => {
  const { runs, ask } = program();
  const { answers } = await inPortions(["a", "much-longer", "b"], ask, {
    charactersMax: 4,
    signal,
  });
  expect([answers.length, runs]).toEqual([3, [1, 1, 1]]);
});

test("a culprit costs itself alone", async () => {
  const { runs, ask } = program("f003", "f450");
  const { answers, failed } = await inPortions(names, ask, { charactersMax: 2_500, signal });
  expect([answers.length, failed]).toEqual([998, ["f450", "f003"]]);
  expect(runs.length).toBeLessThan(45);
});

test("a program that never answers is not asked for ever", async () => {
  const { runs, ask } = program(...names);
  const { answers, failed } = await inPortions(names, ask, { charactersMax: 2_500, signal });
  expect([answers, new Set(failed).size]).toEqual([[], 1_000]);
  expect(runs.length).toBeLessThan(80);
});

test("an abort ends the asking with its reason", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const ask = async () => {
    controller.abort(reason);
    throw new Error("killed");
  };
  const asked = inPortions(names, ask, { charactersMax: 2_500, signal: controller.signal });
  await expect(asked).rejects.toBe(reason);
});
