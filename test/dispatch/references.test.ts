import { describe, expect, test } from "vitest";
import type { CallRequest } from "../../src/dispatch/call.ts";
import { createDispatcher } from "../../src/dispatch/create-dispatcher.ts";
import { ARGUMENT_DEPTH_MAX } from "../../src/dispatch/references.ts";

const RESULT = {
  list: [{ path: "a" }, { path: "b" }],
  "a/b": "slash",
  "m~n": "tilde",
  "": "empty",
  nothing: null,
};

const dispatcher = createDispatcher({
  tools: {
    give: { effect: "read-only", footprint: () => [], run: () => RESULT },
    echo: {
      effect: "read-only",
      footprint: () => [],
      run: (args: Record<string, unknown>) => args,
    },
  },
});

/** What the second call is given, whose arguments may refer to the result of the first. */
async function echoed(args: CallRequest["arguments"]) {
  const calls = [
    { id: "give", tool: "give" },
    { id: "echo", tool: "echo", arguments: args },
  ];
  const { outcomes } = await dispatcher.dispatch({ calls });
  return outcomes[1];
}

describe("a pointer", () => {
  test.each<[string, unknown]>([
    ["", RESULT],
    ["/list/1/path", "b"],
    ["/a~1b", "slash"],
    ["/m~0n", "tilde"],
    ["/", "empty"],
    ["/nothing", null],
  ])("%j finds its place", async (pointer, value) => {
    const outcome = await echoed({ x: { $from: "give", pointer } });
    expect(outcome).toMatchObject({ status: "ok", result: { x: value } });
  });

  test.each(["/list/2", "/list/01", "/list/-", "/list/length", "/nothing/x", "/toString"])(
    "%j, which finds nothing, fails the call by name",
    async (pointer) => {
      const outcome = await echoed({ x: { $from: "give", pointer } });
      expect(outcome).toMatchObject({ status: "failed", attempts: 0 });
      expect(outcome?.error).toEqual({
        code: "reference-missing",
        message: `arguments.x: the result of give has nothing at "${pointer}"`,
      });
    },
  );

  test.each(["list", "/a~2b", "/a~", 7])("%j, which is none, is refused", async (pointer) => {
    const asked = echoed({ x: { $from: "give", pointer } });
    await expect(asked).rejects.toThrow(/^calls\[1\]\.arguments\.x\.pointer must be .*RFC 6901/);
  });

  test("left out means the whole result", async () => {
    expect(await echoed({ x: { $from: "give" } })).toMatchObject({ result: { x: RESULT } });
  });
});

describe("a reference", () => {
  test("with another key is refused", async () => {
    const asked = echoed({ x: { $from: "give", path: "/list" } });
    await expect(asked).rejects.toThrow(/^calls\[1\]\.arguments\.x must be .*path/);
  });

  test("deep inside is filled in, and what the caller holds stays as it is", async () => {
    const args = { list: [{ of: { $from: "give", pointer: "/list/0/path" } }], other: { a: 1 } };
    const before = structuredClone(args);
    const outcome = await echoed(args);
    expect(outcome).toMatchObject({ result: { list: [{ of: "a" }], other: { a: 1 } } });
    expect(args).toEqual(before);
  });

  test("under the name __proto__ becomes an argument and nothing else", async () => {
    const args = JSON.parse('{"__proto__":{"$from":"give","pointer":"/list"}}') as object;
    const outcome = await echoed({ ...args, ...JSON.parse("{}") });
    expect(outcome?.status).toBe("ok");
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect("path" in {}).toBe(false);
  });

  test("in arguments as deep as may be is found, one deeper is refused", async () => {
    const nested = (depth: number): unknown =>
      depth === 0 ? { $from: "give", pointer: "/a~1b" } : { in: nested(depth - 1) };
    const last = await echoed({ x: nested(ARGUMENT_DEPTH_MAX - 1) });
    expect(JSON.stringify(last?.result)).toContain("slash");
    await expect(echoed({ x: nested(ARGUMENT_DEPTH_MAX) })).rejects.toThrow(
      new RegExp(`^calls\\[1\\]\\.arguments must be .*at most ${ARGUMENT_DEPTH_MAX} deep`),
    );
  });
});
