// What a request must be before anything runs: the error names the field, what is allowed, and
// what was received.

import { describe, expect, test } from "vitest";
import type { BatchRequest } from "../../src/dispatch/call.ts";
import { createDispatcher } from "../../src/dispatch/create-dispatcher.ts";

const log: string[] = [];
const dispatcher = createDispatcher({
  bounds: { callsMax: 3 },
  tools: {
    echo: {
      effect: "read-only",
      footprint: () => [],
      run: (args: Record<string, unknown>) => {
        log.push("ran");
        return args;
      },
    },
  },
});
const dispatch = (batch: unknown) => dispatcher.dispatch(batch as BatchRequest);
const echo = (call: object = {}) => ({ tool: "echo", ...call });

async function expectRefusal(batch: unknown, message: RegExp): Promise<void> {
  log.length = 0;
  await expect(dispatch(batch)).rejects.toThrow(message);
  await expect(dispatcher.plan(batch as BatchRequest)).rejects.toThrow(message);
  expect(log).toEqual([]);
  expect(dispatcher.stats()).toMatchObject({ batches: 0, waiting: 0 });
}

describe("a batch", () => {
  test("has as many calls as may be, and not one more", async () => {
    const three = [1, 2, 3].map((n) => echo({ arguments: { n } }));
    expect((await dispatch({ calls: three })).outcomes).toHaveLength(3);
    await expectRefusal({ calls: [...three, echo()] }, /^calls must be .*1 to 3 calls.*4 calls/);
    await expectRefusal({ calls: [] }, /^calls must be .*1 to 3 calls.*0 calls/);
    await expectRefusal({ calls: "echo" }, /^calls must be .*string/);
  });

  test.each([
    ["onError", "stop", /^onError must be .*"settle" or "fail-fast".*stop/],
    ["queueTimeoutMs", 0, /^queueTimeoutMs.*0/],
    ["deadlineMs", 0.5, /^deadlineMs.*0\.5/],
  ])("with a wrong %s is refused", async (field, value, message) => {
    await expectRefusal({ calls: [echo()], [field]: value }, message);
  });
});

describe("a call", () => {
  test.each<[string, object[], RegExp]>([
    ["an empty id", [echo({ id: "" })], /^calls\[0\]\.id/],
    ["an id twice", [echo({ id: "a" }), echo({ id: "a" })], /^calls\[1\]\.id.*calls\[0\].*a/],
    ["an id that is another's place", [echo(), echo({ id: "0" })], /^calls\[1\]\.id/],
    ["no tool", [{ tool: "" }], /^calls\[0\]\.tool/],
    ["a time of 0", [echo({ timeoutMs: 0 })], /^calls\[0\]\.timeoutMs.*0/],
    ["an empty key", [echo({ idempotencyKey: "" })], /^calls\[0\]\.idempotencyKey/],
    ["an unknown need", [echo({ after: ["z"] })], /^calls\[0\]\.after\[0\].*z/],
    ["itself as a need", [echo({ after: ["0"] })], /^calls\[0\]\.after\[0\].*another/],
    ["an unknown source", [echo({ arguments: { a: { $from: "z" } } })], /arguments\.a\.\$from.*z/],
  ])("with %s is refused", async (_, calls, message) => {
    await expectRefusal({ calls }, message);
  });

  test("may need a later one, but not in a circle", async () => {
    const { outcomes } = await dispatch({ calls: [echo({ after: ["b"] }), echo({ id: "b" })] });
    expect(outcomes.map(({ status }) => status)).toEqual(["ok", "ok"]);
    const calls = [
      echo({ id: "a", after: ["c"] }),
      echo({ id: "b", after: ["a"] }),
      echo({ id: "c", arguments: { x: { $from: "b" } } }),
    ];
    await expectRefusal({ calls }, /free of circles.*(a after c after b after a)/);
  });

  test("for a tool that only an object would know is a call for nothing", async () => {
    const { outcomes } = await dispatch({ calls: [{ tool: "constructor" }] });
    expect(outcomes[0]).toMatchObject({ status: "refused", refusal: { policy: "unknown-tool" } });
  });
});
