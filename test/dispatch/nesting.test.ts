// Batches that a running call dispatches itself: they go on with the slot of the call, and what
// could only wait for the call itself is refused instead.

import { expect, test } from "vitest";
import { createDispatcher, type Dispatcher } from "../../src/dispatch/create-dispatcher.ts";
import type { BatchOutcome } from "../../src/dispatch/outcome.ts";
import { FakeClock, settled } from "../primitives/fake-clock.ts";

interface Work {
  readonly writes: readonly string[];
  readonly depth?: number;
}

/** Calls that dispatch one call like themselves until they are deep enough. */
function nestingDispatcher(inFlightMax: number) {
  const clock = new FakeClock();
  const inner: BatchOutcome[] = [];
  const dispatcher: Dispatcher = createDispatcher({
    clock,
    bounds: { inFlightMax },
    tools: {
      work: {
        footprint: ({ writes }: Work) =>
          writes.map((key) => ({ path: key.split("/"), mode: "write" as const })),
        run: async ({ writes, depth = 0 }: Work) => {
          await new Promise<void>((resolve) => clock.setTimer(resolve, 10));
          if (depth === 0) return;
          const next = { writes: writes.map((key) => `${key}+`), depth: depth - 1 };
          inner.push(await dispatcher.dispatch({ calls: [{ tool: "work", arguments: next }] }));
        },
      },
      clash: {
        footprint: () => [{ path: ["a"], mode: "write" as const }],
        run: async ({ key }: { key: string }) => {
          const call = { tool: "work", arguments: { writes: [key] } };
          inner.push(await dispatcher.dispatch({ calls: [call] }));
        },
      },
    },
  });
  return { clock, dispatcher, inner };
}

test("a batch within a batch needs no slot of its own, however deep", async () => {
  const { clock, dispatcher, inner } = nestingDispatcher(1);
  const calls = [{ tool: "work", arguments: { writes: ["a"], depth: 20 } }];
  const done = dispatcher.dispatch({ calls });
  await clock.advance(1_000);
  expect((await done).outcomes).toMatchObject([{ status: "ok" }]);
  expect(inner).toHaveLength(20);
  expect(dispatcher.stats()).toMatchObject({ runningMax: 1, running: 0, batches: 0, timers: 0 });
});

test.each(["a", "a/b"])(
  "a call that writes what the call around it holds, %s, is refused",
  async (key) => {
    const { clock, dispatcher, inner } = nestingDispatcher(4);
    const done = dispatcher.dispatch({ calls: [{ tool: "clash", arguments: { key } }] });
    await clock.advance(100);
    expect((await done).outcomes).toMatchObject([{ status: "ok" }]);
    expect(inner[0]?.outcomes).toMatchObject([
      { status: "refused", attempts: 0, refusal: { policy: "re-entrant" } },
    ]);
    expect(inner[0]?.outcomes[0]?.refusal?.message).toContain("0, which dispatched it, writes a");
  },
);

test("a call beside what the call around it holds runs", async () => {
  const { clock, dispatcher, inner } = nestingDispatcher(4);
  const done = dispatcher.dispatch({ calls: [{ tool: "clash", arguments: { key: "ab" } }] });
  await clock.advance(100);
  await done;
  expect(inner[0]?.outcomes).toMatchObject([{ status: "ok" }]);
});

test("a call that would wait for who waits for the call around it is refused", async () => {
  const { clock, dispatcher, inner } = nestingDispatcher(4);
  const calls = [
    { id: "outer", tool: "clash", arguments: { key: "b" } },
    { id: "between", tool: "work", arguments: { writes: ["a", "b"] } },
  ];
  const done = dispatcher.dispatch({ calls });
  await clock.advance(100);
  expect((await done).outcomes).toMatchObject([{ status: "ok" }, { status: "ok" }]);
  expect(inner[0]?.outcomes[0]).toMatchObject({
    status: "refused",
    refusal: { policy: "re-entrant" },
  });
  expect(inner[0]?.outcomes[0]?.refusal?.message).toMatch(/between, which waits itself.* b /);
});

test("who is given up takes along the batches it has dispatched", async () => {
  const { clock, dispatcher, inner } = nestingDispatcher(4);
  const controller = new AbortController();
  const calls = [{ tool: "work", arguments: { writes: ["a"], depth: 3 } }];
  const done = dispatcher.dispatch({ calls }, { signal: controller.signal });
  await clock.advance(15);
  controller.abort(new Error("enough"));
  expect((await done).outcomes).toMatchObject([
    { status: "unknown", error: { message: "enough" } },
  ]);
  await settled();
  expect(inner.map(({ outcomes }) => outcomes.map(({ status }) => status))).toEqual([["unknown"]]);
  await clock.advance(60_000);
  expect(dispatcher.stats()).toMatchObject({ batches: 0, lingering: 0, running: 0, timers: 0 });
});
