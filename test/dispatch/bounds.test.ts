// Every bound at its edge: the last value that is taken beside the first that is not.

import { describe, expect, test } from "vitest";
import { resolveBounds, type DispatchBounds } from "../../src/dispatch/bounds.ts";
import type { CallRequest } from "../../src/dispatch/call.ts";
import { createDispatcher, type DispatcherOptions } from "../../src/dispatch/create-dispatcher.ts";
import { FakeClock, settled } from "../primitives/fake-clock.ts";

const RANGES: readonly [keyof DispatchBounds, number, number, number, number][] = [
  ["callsMax", 1, 100_000, 0, 100_001],
  ["inFlightMax", 1, 10_000, 0, 10_001],
  ["perServerMax", 1, Infinity, 0, Number.NaN],
  ["perToolMax", 1, Infinity, 0, 1.5],
  ["queueMax", 1, 1_000_000, 0, 1_000_001],
  ["timeoutMs", 1, Infinity, 0.5, Number.NaN],
  ["queueTimeoutMs", 1, Infinity, 0, -1],
  ["deadlineMs", 1, Infinity, 0.99, Number.NaN],
  ["quarantineMs", 0, Infinity, -1, Number.NaN],
  ["attemptsMax", 1, 10, 0, 11],
  ["backoffMs", 0, 2_147_483_647, -1, 2_147_483_648],
  ["backoffMaxMs", 0, 2_147_483_647, -1, 2_147_483_648],
];

describe.each(RANGES)("%s", (name, least, most, tooLittle, tooMuch) => {
  test.each([least, most])("may be %d", (value) => {
    expect(resolveBounds({ [name]: value })[name]).toBe(value);
  });

  test.each([tooLittle, tooMuch])("may not be %d, and the error says so", (value) => {
    const refused = () => resolveBounds({ [name]: value });
    expect(refused).toThrow(expect.objectContaining({ code: "out-of-range" }));
    expect(refused).toThrow(new RegExp(`^${name}.*${String(value)}`));
  });
});

/** Tools that run for 10 ms, and the most that ever ran at once of each server and tool. */
function watchedDispatcher(options: Partial<DispatcherOptions> = {}) {
  const clock = new FakeClock();
  const running = new Map<string, number>();
  const most = new Map<string, number>();
  const count = (name: string, by: number): void => {
    running.set(name, (running.get(name) ?? 0) + by);
    most.set(name, Math.max(most.get(name) ?? 0, running.get(name) ?? 0));
  };
  const dispatcher = createDispatcher({
    clock,
    ...options,
    target: {
      describe: () => ({
        effect: "read-only" as const,
        footprint: [],
        idempotent: true,
        destructive: false,
      }),
      run: ({ server = "-", tool }) => {
        const names = ["all", server, `${server}/${tool}`];
        for (const name of names) count(name, 1);
        return new Promise<void>((resolve) => {
          clock.setTimer(() => {
            for (const name of names) count(name, -1);
            resolve();
          }, 10);
        });
      },
    },
  });
  return { clock, dispatcher, most };
}

/** Calls that differ: reads that are identical would run once. */
const calls = (count: number, call: Omit<CallRequest, "arguments"> = { tool: "read" }) =>
  Array.from({ length: count }, (_, n) => ({ ...call, arguments: { n } }));

async function mostAtOnce(options: Partial<DispatcherOptions>, asked: readonly CallRequest[]) {
  const { clock, dispatcher, most } = watchedDispatcher(options);
  const done = dispatcher.dispatch({ calls: asked });
  await clock.advance(1_000);
  const { outcomes } = await done;
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["ok"]));
  return Object.fromEntries(most);
}

describe("calls at once", () => {
  test("are exactly as many as may, in all", async () => {
    const most = await mostAtOnce({ bounds: { inFlightMax: 3 } }, calls(7));
    expect(most).toEqual({ all: 3, "-": 3, "-/read": 3 });
  });

  test("are exactly as many as may, of each server and of each tool", async () => {
    const asked = ["s", "t"].flatMap((server) =>
      ["read", "list"].flatMap((tool) => calls(6, { server, tool })),
    );
    const bounds = { inFlightMax: 16, perServerMax: 5, perToolMax: 3 };
    const most = await mostAtOnce({ bounds }, asked);
    expect(most).toEqual({
      all: 10,
      s: 5,
      "s/read": 3,
      "s/list": 3,
      t: 5,
      "t/read": 3,
      "t/list": 3,
    });
  });

  test("follow a server's and a tool's own bound before the common one", async () => {
    const asked = ["s", "t"].flatMap((server) => calls(6, { server, tool: "read" }));
    const most = await mostAtOnce(
      {
        bounds: { perServerMax: 2, perToolMax: 2 },
        servers: { s: { inFlightMax: 4 } },
        toolBounds: { "s/read": { inFlightMax: 3 } },
      },
      asked,
    );
    expect(most).toEqual({ all: 5, s: 3, "s/read": 3, t: 2, "t/read": 2 });
  });

  test.each([0, 1.5])("of a server may not be %d", (inFlightMax) => {
    const made = () => createDispatcher({ tools: {}, servers: { s: { inFlightMax } } });
    expect(made).toThrow(/^servers\.s\.inFlightMax/);
  });
});

describe("the queue", () => {
  const bounds = { inFlightMax: 2, queueMax: 5 };

  test("takes a batch that just fits, and refuses all of one that does not", async () => {
    const { clock, dispatcher } = watchedDispatcher({ bounds });
    const first = dispatcher.dispatch({ calls: calls(4) });
    await settled();
    expect(dispatcher.stats()).toMatchObject({ running: 2, waiting: 2 });
    const refused = await dispatcher.dispatch({ calls: calls(4) });
    for (const { status, refusal, attempts } of refused.outcomes) {
      expect({ status, attempts }).toEqual({ status: "refused", attempts: 0 });
      expect(refusal).toMatchObject({ policy: "queue-full", retryAfterMs: 1 });
      expect(refusal?.message).toContain("2 calls wait already and 4 more");
      expect(refusal?.message).toContain("at most 5 may (queueMax)");
    }
    const fits = dispatcher.dispatch({ calls: calls(3) });
    await settled();
    expect(dispatcher.stats()).toMatchObject({ waiting: 5, waitingMax: 5 });
    await clock.advance(100);
    const done = await Promise.all([first, fits]);
    const ended = done.flatMap(({ outcomes }) => outcomes.map(({ status }) => status));
    expect(ended).toEqual(Array(7).fill("ok"));
    expect(dispatcher.stats()).toMatchObject({ waiting: 0, running: 0, batches: 0, timers: 0 });
  });

  test("does not promise room to a batch that never fits", async () => {
    const { dispatcher } = watchedDispatcher({ bounds });
    const { outcomes } = await dispatcher.dispatch({ calls: calls(6) });
    expect(outcomes.map(({ refusal }) => refusal?.retryAfterMs)).toEqual(Array(6).fill(undefined));
  });
});
