import { afterAll, describe, expect, test } from "vitest";
import { INPUT_ELEMENTS_MAX } from "../../src/wire/server.ts";
import { RawStdio } from "./raw-stdio.ts";

const raw = new RawStdio();
afterAll(() => raw[Symbol.asyncDispose]());

/** The text of a refused call, which a model gets to read. */
async function refusal(name: string, args: string): Promise<string> {
  const { result } = await raw.callWithText(name, args);
  expect(result).toMatchObject({ isError: true });
  return result.content[0].text as string;
}

async function expectAlive(): Promise<void> {
  const { result } = await raw.callWithText("route", '{"query":"429 Too Many Requests"}');
  expect(result).toMatchObject({ structuredContent: { best: { id: "rate-limiting" } } });
}

describe("arguments", () => {
  test("a hundred thousand nested arrays are refused, and the server lives on", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    await refusal("route", `{"query":${deep}}`);
    await expectAlive();
  });

  test("more elements than the maximum are refused for their number", async () => {
    const zeros = (count: number): string => `[${Array(count).fill(0).join(",")}]`;
    const over = await refusal("route", `{"query":${zeros(INPUT_ELEMENTS_MAX)}}`);
    expect(over).toContain(`${INPUT_ELEMENTS_MAX}`);
    const under = await refusal("route", `{"query":${zeros(INPUT_ELEMENTS_MAX - 1)}}`);
    expect(under).toContain("expected string");
  });

  test.each([
    ["route", '{"query":"mutex","verbose":true}', /verbose/],
    ["route", '{"query":"mutex","constructor":{"prototype":{"polluted":1}}}', /constructor/],
    ["route", "{}", /query/],
    ["route", '{"query":5}', /query/],
    ["route", '{"query":null}', /query/],
    ["route", '{"query":"   "}', /query/],
    ["route", "[]", /./],
    ["read_reference", '{"id":"rate-limiting","budgetTokens":"NaN"}', /budgetTokens/],
    ["read_reference", '{"id":"rate-limiting","budgetTokens":1e400}', /budgetTokens/],
    ["read_reference", '{"id":"rate-limiting","budgetTokens":-1}', /budgetTokens/],
    ["read_reference", '{"id":"rate-limiting","budgetTokens":1000000}', /budgetTokens/],
    ["read_reference", '{"id":"rate-limiting","cursor":"made-up"}', /cursor/],
    ["read_reference", '{"id":"rate-limiting","section":"__proto__"}', /section/],
    ["read_reference", '{"id":"rate-limiting","section":"x","query":"y"}', /section|query/],
  ])("%s with %s is refused, naming the fault", async (name, args, fault) => {
    const { result, error } = await raw.callWithText(name, args);
    if (error === undefined) expect(result).toMatchObject({ isError: true });
    else expect(error.code).toBe(-32_602);
    expect(error?.message ?? result.content[0].text).toMatch(fault);
    await expectAlive();
  });

  test("a key __proto__ never reaches the tool, and pollutes nothing", async () => {
    const args = '{"query":"mutex","__proto__":{"isError":true,"query":"429"}}';
    const { result } = await raw.callWithText("route", args);
    expect(result.isError).not.toBe(true);
    expect(result.structuredContent.cues).toContainEqual(
      expect.objectContaining({ text: "mutex" }),
    );
    expect(await raw.request("ping")).toMatchObject({ result: {} });
    await expectAlive();
  });

  test.each(["__proto__", "constructor", "toString", "../rate-limiting", "RATE-LIMITING.md", "\0"])(
    "no reference has the id %j",
    async (id) => {
      const text = await refusal("read_reference", JSON.stringify({ id }));
      expect(text).toContain("unknown-reference");
    },
  );

  test.each(["", "__proto__", "constructor", "toString", "nope", "route\n"])(
    "no tool has the name %j",
    async (name) => {
      expect(await raw.callWithText(name, "{}")).toMatchObject({ error: { code: -32_602 } });
    },
  );

  test("lone surrogates, control characters and emoji are routed like any text", async () => {
    for (const query of ['"\\ud800 mutex"', '"\\u0000\\u202e mutex"', '"\\ud83d\\ude80"']) {
      const { result } = await raw.callWithText("route", `{"query":${query}}`);
      expect(result).toHaveProperty("structuredContent.none");
      expect(result.isError).not.toBe(true);
    }
  });
});

describe("addresses", () => {
  test.each([
    "skill://manage-concurrency/../../etc/passwd",
    "skill://manage-concurrency/..%2f..%2fetc%2fpasswd",
    "skill://manage-concurrency/%2e%2e/%2e%2e/etc/passwd",
    "skill://other/SKILL.md",
    "skill://manage-concurrency/references/../../package.json",
    "reference://..%2f..%2fpackage.json",
    "reference://__proto__",
    "reference://constructor",
    "reference://rate-limiting/../../x",
    "reference://",
    "file:///etc/passwd",
    "https://example.com/",
    "skill://manage-concurrency/SKILL.md\0.txt",
    "skill://manage-concurrency/SKILL.md%00",
    `reference://${"a".repeat(500_000)}`,
    `skill://${"../".repeat(100_000)}etc/passwd`,
    "",
    "not a uri",
  ])("%.60s is not found", async (uri) => {
    const { error, result } = await raw.request("resources/read", { uri });
    expect(result).toBeUndefined();
    expect(error).toMatchObject({ code: -32_602 });
    expect(error?.message).not.toMatch(/\/(work|home|usr|tmp|root)\//);
  });

  test("the nearest address that exists is found", async () => {
    for (const uri of ["skill://manage-concurrency/SKILL.md", "reference://rate-limiting"]) {
      const { result } = await raw.request("resources/read", { uri });
      expect(result.contents).toMatchObject([{ uri, mimeType: "text/markdown" }]);
    }
  });
});

describe("prompts", () => {
  test.each([
    ["an unknown name", { name: "nope", arguments: {} }],
    ["a name of every object", { name: "__proto__", arguments: {} }],
    ["a missing argument", { name: "parallelise-this", arguments: {} }],
    ["no arguments at all", { name: "parallelise-this" }],
    ["an unknown argument", { name: "parallelise-this", arguments: { code: "x", more: "y" } }],
    ["an empty argument", { name: "parallelise-this", arguments: { code: "" } }],
  ])("%s is refused", async (_kind, params) => {
    expect(await raw.request("prompts/get", params)).toMatchObject({ error: { code: -32_602 } });
  });

  test("an argument of another type is refused by the SDK, as a malformed message", async () => {
    const params = { name: "parallelise-this", arguments: { code: 1 } };
    expect(await raw.request("prompts/get", params)).toMatchObject({ error: { code: -32_603 } });
  });

  test("the right argument is taken", async () => {
    const params = { name: "parallelise-this", arguments: { code: "x" } };
    expect((await raw.request("prompts/get", params)).result).toHaveProperty("messages");
  });
});

describe("completion", () => {
  const complete = (ref: unknown, argument: unknown) =>
    raw.request("completion/complete", { ref, argument });

  test.each([["__proto__"], ["zzz"], ["\0"], ["a".repeat(10_000)]])(
    "nothing completes %.20j",
    async (value) => {
      const ref = { type: "ref/resource", uri: "reference://{id}" };
      const { result } = await complete(ref, { name: "id", value });
      expect(result.completion.values).toEqual([]);
    },
  );

  test("an unknown template is refused", async () => {
    const ref = { type: "ref/resource", uri: "reference://{other}" };
    const { error } = await complete(ref, { name: "id", value: "" });
    expect(error).toMatchObject({ code: -32_602 });
  });
});
