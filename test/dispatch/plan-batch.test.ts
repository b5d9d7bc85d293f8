import { expect, test } from "vitest";
import { createDispatcher } from "../../src/dispatch/create-dispatcher.ts";

type Key = { key: string };
const claims = (mode: "read" | "write") => ({
  run: () => {
    throw new Error("a plan runs nothing");
  },
  effect: mode === "read" ? ("read-only" as const) : ("stateful" as const),
  footprint: ({ key }: Key) => [{ path: ["key", key], mode, because: `key is ${key}` }],
});
const tools = { read: claims("read"), write: claims("write") };

test("a plan says who waits for whom and why, and runs nothing", async () => {
  const dispatcher = createDispatcher({ tools, bounds: { inFlightMax: 2 } });
  const plan = await dispatcher.plan({
    calls: [
      { id: "w", tool: "write", arguments: { key: "a" } },
      { id: "r", tool: "read", arguments: { key: "a" } },
      { id: "other", tool: "read", arguments: { key: "b" } },
      { id: "last", tool: "read", arguments: { key: "c" }, after: ["other"] },
      { id: "nobody", tool: "delete" },
    ],
  });
  expect(plan).toEqual({
    order: ["w", "r", "other", "last", "nobody"],
    calls: [
      { id: "w", effect: "stateful", reads: [], writes: ["key/a"] },
      { id: "r", effect: "read-only", reads: ["key/a"], writes: [] },
      { id: "other", effect: "read-only", reads: ["key/b"], writes: [] },
      { id: "last", effect: "read-only", reads: ["key/c"], writes: [] },
      {
        id: "nobody",
        effect: "unknown",
        reads: [],
        writes: [],
        refusal: { policy: "unknown-tool", message: 'there is no tool "delete"' },
      },
    ],
    edges: [
      {
        before: "w",
        after: "r",
        because: "w writes key/a (key is a), r reads key/a (key is a)",
      },
      { before: "other", after: "last", because: "last needs other" },
    ],
    waves: [
      ["w", "other", "nobody"],
      ["r", "last"],
    ],
    longestChain: ["w", "r"],
    bound: { slots: 2, units: 3.5 },
  });
});

test("a call that needs a later one stands right behind it", async () => {
  const dispatcher = createDispatcher({ tools });
  const calls = [
    { id: "0", tool: "read", arguments: { key: { $from: "2", pointer: "/x" } } },
    { id: "1", tool: "write", arguments: { key: "b" } },
    { id: "2", tool: "read", arguments: { key: "a" } },
    { id: "3", tool: "write", arguments: { key: "a" } },
  ];
  const { order, edges } = await dispatcher.plan({ calls });
  expect(order).toEqual(["1", "2", "0", "3"]);
  // The key of 0 is not known yet, so it may read anything.
  expect(edges.map(({ before, after }) => [before, after])).toEqual([
    ["1", "0"],
    ["2", "0"],
    ["2", "3"],
    ["0", "3"],
  ]);
});

test("a plan of more calls than can be compared is refused", async () => {
  const dispatcher = createDispatcher({ tools, bounds: { callsMax: 2_000 } });
  const calls = (count: number) =>
    Array.from({ length: count }, () => ({ tool: "read", arguments: { key: "a" } }));
  await expect(dispatcher.plan({ calls: calls(1_000) })).resolves.toMatchObject({ edges: [] });
  await expect(dispatcher.plan({ calls: calls(1_001) })).rejects.toThrow(
    'calls must be a list of 1 to 1000 calls to be planned; received "1001 calls"',
  );
});
