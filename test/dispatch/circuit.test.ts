// A server that fails too often is left alone for a while: from which failure on, and until when.

import { describe, expect, test } from "vitest";
import { ConnectionLost, NotSent, ToolFailed } from "../../src/dispatch/call.ts";
import { createDispatcher, type DispatcherOptions } from "../../src/dispatch/create-dispatcher.ts";
import { FakeClock } from "../primitives/fake-clock.ts";

const CIRCUIT = { callsMin: 4, failureRatio: 0.5, windowMs: 1_000, openMs: 100 };

/** A dispatcher whose calls end as `answers` say, one after another; then they all end well. */
function dispatcherWith(answers: readonly unknown[], circuit: DispatcherOptions["circuit"]) {
  const clock = new FakeClock();
  let sent = 0;
  const dispatcher = createDispatcher({
    clock,
    circuit,
    bounds: { attemptsMax: 1 },
    target: {
      describe: () => ({
        effect: "read-only" as const,
        footprint: [],
        idempotent: true,
        destructive: false,
      }),
      run: () => {
        const answer = answers[sent];
        sent += 1;
        if (answer instanceof Error) throw answer;
        return "fine";
      },
    },
  });
  const call = async (server = "s") => {
    const { outcomes } = await dispatcher.dispatch({ calls: [{ server, tool: "read" }] });
    return outcomes[0];
  };
  return { clock, call, sent: () => sent };
}

const times = (count: number, value: unknown): unknown[] => Array(count).fill(value);
const lost = new ConnectionLost("gone");
const unreachable = new NotSent("no route");

describe("the circuit of a server", () => {
  test("opens at the call that makes failures too many, and not one earlier", async () => {
    const { call, sent } = dispatcherWith(["fine", "fine", lost, unreachable], CIRCUIT);
    for (const status of ["ok", "ok", "failed", "failed"]) {
      expect(await call()).toMatchObject({ status, attempts: 1 });
    }
    expect(await call()).toMatchObject({
      status: "refused",
      attempts: 0,
      refusal: { policy: "circuit-open", retryAfterMs: 100 },
    });
    expect(sent()).toBe(4);
  });

  test("stays closed while too few calls were made to judge by", async () => {
    const { call } = dispatcherWith(times(3, lost), CIRCUIT);
    for (let n = 0; n < 3; n += 1) expect(await call()).toMatchObject({ status: "failed" });
    expect(await call()).toMatchObject({ status: "ok" });
  });

  test("is no other server's, and none at all if it is turned off", async () => {
    const { call } = dispatcherWith(times(5, lost), CIRCUIT);
    for (let n = 0; n < 4; n += 1) await call("s");
    expect(await call("s")).toMatchObject({ status: "refused" });
    expect(await call("t")).toMatchObject({ status: "failed", attempts: 1 });
    const without = dispatcherWith(times(9, lost), false);
    for (let n = 0; n < 9; n += 1) expect(await without.call()).toMatchObject({ attempts: 1 });
  });

  test.each([
    ["what the tool itself reports", new ToolFailed("no such file", "")],
    ["a request to come back later", new NotSent("busy", { retryAfterMs: 0 })],
  ])("does not count %s", async (_, answer) => {
    const { call, sent } = dispatcherWith(times(8, answer), CIRCUIT);
    for (let n = 0; n < 8; n += 1) expect(await call()).toMatchObject({ status: "failed" });
    expect(sent()).toBe(8);
  });

  test("lets one call try when its time is over: if that fails it waits again", async () => {
    const { call, clock, sent } = dispatcherWith(times(5, lost), CIRCUIT);
    for (let n = 0; n < 4; n += 1) await call();
    await clock.advance(99);
    expect(await call()).toMatchObject({ status: "refused", refusal: { retryAfterMs: 1 } });
    await clock.advance(1);
    expect(await call()).toMatchObject({ status: "failed" });
    expect(await call()).toMatchObject({ status: "refused", refusal: { retryAfterMs: 100 } });
    await clock.advance(100);
    expect(await call()).toMatchObject({ status: "ok" });
    expect(await call()).toMatchObject({ status: "ok" });
    expect(sent()).toBe(7);
  });
});
