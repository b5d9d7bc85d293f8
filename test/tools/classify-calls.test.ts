import { expect, test } from "vitest";
import { CALLS_MAX, createClassifyCallsTool } from "../../src/tools/classify-calls.ts";

const tool = createClassifyCallsTool({});
const { signal } = new AbortController();
const ask = async (args: unknown) => (await tool.run(args, { signal })).value;

test("calls that conflict are ordered, with the reason, and the others overlap", async () => {
  const value = await ask({
    root: "/srv",
    calls: [
      { tool: "write_file", arguments: { path: "a.txt", content: "x" } },
      { command: "cat a.txt" },
      { sql: "select * from t", dialect: "postgres" },
    ],
  });
  expect(value).toMatchObject({ edges: [[0, 1]], waves: [[0, 2], [1]], longestChain: [0, 1] });
  expect(value["reasons"]).toEqual([expect.stringContaining("file:/srv/a.txt")]);
  expect(value["calls"]).toMatchObject([
    { verdict: "stateful" },
    { verdict: "read-only", confidence: "proven" },
    { verdict: "read-only", confidence: "proven" },
  ]);
});

test("a hint is believed only where nothing speaks against it", async () => {
  const definition = { name: "send_mail", annotations: { readOnlyHint: true } };
  expect(await ask({ calls: [{ definition }] })).not.toMatchObject({
    calls: [{ verdict: "read-only" }],
  });
});

test.each([
  ["no call", { calls: [] }],
  [
    "one call too many",
    { calls: Array.from({ length: CALLS_MAX + 1 }, () => ({ command: "ls" })) },
  ],
  ["two forms at once", { calls: [{ command: "ls", sql: "select 1" }] }],
  ["no form", { calls: [{}] }],
  ["an unknown key", { calls: [{ comand: "ls" }] }],
  ["a relative root", { calls: [{ command: "ls" }], root: "srv" }],
])("%s is refused", async (_what, args) => {
  await expect(ask(args)).rejects.toThrow();
});

test("as many calls as allowed are taken", async () => {
  const calls = Array.from({ length: CALLS_MAX }, () => ({ command: "ls" }));
  expect((await ask({ calls }))["waves"]).toHaveLength(1);
});
