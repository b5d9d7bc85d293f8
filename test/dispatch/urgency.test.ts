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
function oneSlot(expectedMs?: (args: Step) => number) {
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
    bounds: { inFlightMax: 1 },
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
  expect(await run([call("a"), call("b", { writes: "x" }), call("c")])).toBe("a b c");
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
