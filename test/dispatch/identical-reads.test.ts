import { expect, test } from "vitest";
import { createDispatcher } from "../../src/dispatch/create-dispatcher.ts";

type Args = Readonly<Record<string, unknown>>;

/** How many of these reads of one resource are run. */
async function runsOf(...calls: Args[]): Promise<number> {
  let runs = 0;
  const read = {
    effect: "read-only" as const,
    footprint: () => [{ path: ["x"], mode: "read" as const }],
    run: (args: Args) => {
      runs += 1;
      return args;
    },
  };
  const dispatcher = createDispatcher({ tools: { read } });
  await dispatcher.dispatch({ calls: calls.map((args) => ({ tool: "read", arguments: args })) });
  return runs;
}

class Query {
  readonly text = "q";
}

test.each<[string, Args, Args]>([
  ["the same", { a: "1", b: 2 }, { a: "1", b: 2 }],
  [
    "the same in another order",
    { a: "1", b: { c: [1, 2.5], d: null } },
    { b: { d: null, c: [1, 2.5] }, a: "1" },
  ],
  ["the same but for what is left out", { a: true, b: undefined }, { a: true }],
  ["nothing and nothing", {}, {}],
  ["zero with one sign and the other", { a: 0 }, { a: -0 }],
])("reads of %s run once", async (_, one, other) => {
  expect(await runsOf(one, other)).toBe(1);
});

test.each<[string, Args, Args]>([
  ["another text", { a: "1" }, { a: "2" }],
  ["a text and a number", { a: "1" }, { a: 1 }],
  ["a fraction and a whole number", { a: 1.5 }, { a: 1 }],
  ["null and false", { a: null }, { a: false }],
  ["a list in another order", { a: [1, 2] }, { a: [2, 1] }],
  ["what is in another place", { a: 1, b: 2 }, { a: 2, b: 1 }],
  ["what differs far inside", { a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }],
  ["what JSON cannot hold", { a: new Query() }, { a: new Query() }],
  ["numbers that JSON cannot hold", { a: Number.NaN }, { a: Number.NaN }],
])("reads of %s run each", async (_, one, other) => {
  expect(await runsOf(one, other)).toBe(2);
});
