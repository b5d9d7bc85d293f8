// Who gets a slot first, where there are fewer slots than calls that could run.

import { expect, test } from "vitest";
import type { CallRequest } from "../../src/dispatch/call.ts";
import { createDispatcher } from "../../src/dispatch/create-dispatcher.ts";
import { FakeClock } from "../primitives/fake-clock.ts";

interface Step {
  readonly ms?: number;
  readonly reads?: string;
  readonly writes?: string;
}

/** Tools that run for as long as they are told, and the order in which calls have started. */
function inSlots(inFlightMax: number, expectedMs?: (args: Step) => number) {
  const clock = new FakeClock();
  const starts: string[] = [];
  const tool = {
    footprint: ({ reads, writes }: Step) => [
      ...(reads === undefined ? [] : [{ path: reads.split("/"), mode: "read" as const }]),
      ...(writes === undefined ? [] : [{ path: writes.split("/"), mode: "write" as const }]),
    ],
    run: ({ ms = 1 }: Step) => new Promise<void>((resolve) => clock.setTimer(resolve, ms)),
    ...(expectedMs === undefined ? {} : { expectedMs }),
  };
  const dispatcher = createDispatcher({
    clock,
    tools: { tool, slow: tool, quick: tool },
    bounds: { inFlightMax },
    observer: { started: ({ id }) => starts.push(id) },
  });
  const run = async (...batches: CallRequest[][]): Promise<string> => {
    starts.length = 0;
    const answers = batches.map((calls) => dispatcher.dispatch({ calls }));
    await clock.advance(10_000);
    await Promise.all(answers);
    return starts.join(" ");
  };
  return { run, dispatcher };
}

const oneSlot = (expectedMs?: (args: Step) => number) => inSlots(1, expectedMs);

const call = (id: string, args: Step = {}, more: Partial<CallRequest> = {}): CallRequest => {
  return { id, tool: "tool", arguments: { id, ...args }, ...more };
};

test("calls with nothing behind them go in the order asked", async () => {
  expect(await oneSlot().run([call("a"), call("b"), call("c")])).toBe("a b c");
});

test("the call that most calls in a row need goes first", async () => {
  const last = call("d", {}, { after: ["c"] });
  const calls = [call("a"), call("b"), call("c", {}, { after: ["b"] }), last];
  expect(await oneSlot().run(calls)).toBe("b c a d");
});

test("calls that wait for what another one holds count as those that need it", async () => {
  const calls = [
    call("a", { writes: "x" }),
    call("b", { writes: "y/z" }),
    call("c", { reads: "y" }),
  ];
  expect(await oneSlot().run(calls)).toBe("b a c");
});

test("those that read the same do not wait for one another, and do not count", async () => {
  const calls = [call("a", { writes: "x" }), call("b", { reads: "y" }), call("c", { reads: "y" })];
  expect(await oneSlot().run(calls)).toBe("a b c");
});

test("however urgent, no call overtakes one that it conflicts with", async () => {
  const chain = ["c", "d", "e"].map((id, index) => {
    return call(id, {}, { after: [["b", "c", "d"][index] as string] });
  });
  const calls = [call("a", { writes: "x" }), call("b", { reads: "x" }), ...chain];
  expect(await oneSlot().run([call("0"), ...calls])).toBe("a b c d 0 e");
});

test("the tool that has run longer so far goes first", async () => {
  const { run } = oneSlot();
  const quick = call("q", { ms: 1 }, { tool: "quick" });
  const slow = call("s", { ms: 50 }, { tool: "slow" });
  expect(await run([quick, slow])).toBe("q s");
  // Of the third tool nothing is known: it counts as the mean of all.
  expect(await run([quick, call("new"), slow])).toBe("s new q");
});

test("what the tool expects of its arguments goes before what has been seen of it", async () => {
  const { run } = oneSlot(({ ms = 0 }) => ms);
  const calls = [call("a", { ms: 1 }), call("b", { ms: 9 }), call("c", { ms: 5 })];
  expect(await run(calls)).toBe("b c a");
});

test.each([Number.NaN, -1, Infinity])("a tool that expects %d ms says nothing", async (ms) => {
  const { run } = oneSlot(({ writes }) => (writes === undefined ? 100 : ms));
  const calls = [{}, { writes: "x" }, {}].map((args, n) =>
    call("abc".charAt(n), { ms: 100, ...args }),
  );
  expect(await run(calls)).toBe("a b c");
});

test("a tool is not asked what it expects of arguments that are not known yet", async () => {
  const asked: unknown[] = [];
  const { run } = oneSlot((args) => {
    asked.push(args);
    return 1;
  });
  const ms = { $from: "a", pointer: "" };
  await run([call("a"), { id: "b", tool: "tool", arguments: { ms } }]);
  expect(asked).toEqual([{ id: "a" }]);
});

test("a batch gains no turn by how urgent its calls are", async () => {
  const first = [call("a"), call("b"), call("c"), call("d", {}, { after: ["c"] })];
  const second = [call("x"), call("y"), call("z", {}, { after: ["y"] })];
  // Three turns of the first, two of the second, then what has come up since: in each the most
  // urgent first.
  expect(await oneSlot().run(first, second)).toBe("c a b y x d z");
});

test("what is learned of a tool while a batch runs counts for those that still wait", async () => {
  const { run } = oneSlot();
  const quick = (id: string) => call(id, { ms: 1 }, { tool: "quick" });
  const slow = (id: string) => call(id, { ms: 500 }, { tool: "slow" });
  // The first one takes 1 ms, and the third tool, of which nothing is known, counts as much. When
  // the second has taken 500, the mean of all is above the first tool's.
  const calls = [quick("q1"), slow("s1"), quick("q2"), call("new"), slow("s2")];
  expect(await run(calls)).toBe("q1 s1 s2 new q2");
});

test("a tool that has not ended yet counts for as long as it has run", async () => {
  const { run } = inSlots(2);
  const quick = (id: string) => call(id, { ms: 100 }, { tool: "quick" });
  const slow = (id: string) => call(id, { ms: 900 }, { tool: "slow" });
  const other = (id: string) => call(id, { ms: 110 });
  // At 210 ms, two tools have taken 100 and 110, and the slow one 210 without an end.
  const calls = [slow("s1"), quick("q1"), other("a"), quick("q2"), other("b"), slow("s2")];
  expect(await run(calls)).toBe("s1 q1 a s2 b q2");
});
