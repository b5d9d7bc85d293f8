import { expect, test } from "vitest";
import { classifyLine, planLine } from "../../src/classify/lines.ts";

const tool = (name: string, annotations?: object, trusted = false): string =>
  JSON.stringify({ definition: { name, ...(annotations && { annotations }) }, trusted });

/** What is not said counts as the specification has it: destructive, and not to be repeated. */
test.each([
  [tool("delete_item"), "stateful", true, false],
  [tool("create_item"), "stateful", false, false],
  [tool("create_item", { readOnlyHint: false }), "stateful", true, false],
  [tool("set_item", { readOnlyHint: false, destructiveHint: false }), "stateful", false, false],
  [tool("set_item", { readOnlyHint: false, idempotentHint: true }), "stateful", true, false],
  [tool("set_item", { readOnlyHint: false, idempotentHint: true }, true), "stateful", true, true],
  [tool("mystery"), "unknown", true, false],
  [tool("list_items"), "read-only", false, true],
  ['{"sql":"select my_func()","dialect":"postgres"}', "unknown", true, false],
  ['{"command":"make"}', "unknown", true, false],
  ['{"command":"mkdir a"}', "stateful", false, false],
  ['{"command":"rm a"}', "stateful", true, false],
  ["no JSON", "unknown", true, false],
])("%s is %s, destructive: %s, idempotent: %s", async (line, verdict, destructive, idempotent) => {
  expect(await classifyLine(line)).toMatchObject({ verdict, destructive, idempotent });
});

test.each([
  [
    '{"sql":"x","dialect":"oracle"}',
    'expected one of "postgres"|"sqlite"|"mysql"|"any"',
    '"oracle"',
  ],
  ['{"command":5}', "command: Invalid input: expected string", "received number"],
  ['{"definition":{"name":""}}', "definition.name: Too small", 'received ""'],
])("%s is refused with what is allowed and what was given", async (line, allowed, given) => {
  const { error } = await classifyLine(line);
  expect(error).toContain(allowed);
  expect(error).toContain(given);
});

test("a plan needs an absolute root and at most 1,000 calls", async () => {
  const calls = Array.from({ length: 1001 }, () => ({ command: "ls" }));
  expect(await planLine(JSON.stringify({ root: "srv", calls: [] }))).toEqual({
    error: 'root: must be an absolute path, received "srv"',
  });
  expect(await planLine(JSON.stringify({ calls }))).toEqual({
    error: "calls: Too big: expected array to have <=1000 items, received 1001",
  });
  expect(await planLine(JSON.stringify({ root: "/srv", calls: calls.slice(1) }))).toMatchObject({
    edges: [],
  });
});

test("a zero byte, which a shell drops, makes a command line unknown", async () => {
  expect(await classifyLine('{"command":"echo $\\u0000(rm a)"}')).toMatchObject({
    verdict: "unknown",
  });
  expect(await classifyLine('{"command":"echo $(echo a)"}')).toMatchObject({
    verdict: "read-only",
  });
});
