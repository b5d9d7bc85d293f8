import { afterAll, expect, test } from "vitest";
import { LINE_BYTES_MAX } from "../../src/wire/stdio.ts";
import { initializeWith, RawStdio } from "./raw-stdio.ts";

const raw = new RawStdio();
afterAll(() => raw[Symbol.asyncDispose]());

const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

test.each([
  ["that is not JSON", "hello"],
  ["that is half an object", '{"jsonrpc":"2.0","id":1,'],
  ["that is empty", ""],
  ["of invalid UTF-8", Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)],
  ["that is a batch", `[${ping}]`],
  ["without jsonrpc", '{"id":1,"method":"ping"}'],
  ["with the id null", '{"jsonrpc":"2.0","id":null,"method":"ping"}'],
  ["with an object for an id", '{"jsonrpc":"2.0","id":{},"method":"ping"}'],
  ["that answers nothing asked", '{"jsonrpc":"2.0","id":5,"result":{}}'],
  ["that is a lone surrogate", '"\\ud800"'],
  ["of a hundred thousand open brackets", "[".repeat(100_000)],
])("a line %s gets no answer, and the next line is served", async (_kind, line) => {
  raw.send(line);
  expect(await raw.request("ping")).toMatchObject({ result: {} });
});

test("a byte order mark, a carriage return and spaces around a message do no harm", async () => {
  raw.send(` ${ping} \r`);
  expect(await raw.answer()).toMatchObject({ id: 1, result: {} });
});

test("tools are listed before initialize", async () => {
  const { result } = await raw.request("tools/list");
  expect(result.tools.length).toBeGreaterThan(0);
});

test.each([["1999-01-01"], ["2025-11-25"], [""]])(
  "initialize with version %j is answered with the newest of its era",
  async (version) => {
    await using fresh = new RawStdio();
    const { result } = await fresh.request("initialize", initializeWith(version));
    expect(result).toMatchObject({ protocolVersion: "2025-11-25" });
  },
);

test("an older version that is still spoken is kept", async () => {
  await using fresh = new RawStdio();
  const { result } = await fresh.request("initialize", initializeWith("2025-06-18"));
  expect(result).toMatchObject({ protocolVersion: "2025-06-18" });
});

test("a request of a version to come is refused with those that are spoken", async () => {
  await using fresh = new RawStdio();
  const meta = {
    "io.modelcontextprotocol/protocolVersion": "2099-01-01",
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const { error } = await fresh.request("server/discover", { _meta: meta });
  expect(error).toMatchObject({ code: -32_022 });
  expect(JSON.stringify(error?.data)).toContain("2026-07-28");
});

test("an unknown method is refused as such", async () => {
  expect(await raw.request("tools/destroy")).toMatchObject({ error: { code: -32_601 } });
});

test("two requests with one id in flight are both answered", async () => {
  raw.send(ping);
  raw.send('{"jsonrpc":"2.0","id":1,"method":"tools/list"}');
  const answers = [await raw.answer(), await raw.answer()];
  expect(answers.map(({ id }) => id)).toEqual([1, 1]);
  expect(answers.filter(({ result }) => "tools" in result)).toHaveLength(1);
});

test("many messages in one write are all answered", async () => {
  raw.send(Array.from({ length: 100 }, () => ping).join("\n"));
  for (let index = 0; index < 100; index += 1) {
    expect(await raw.answer()).toMatchObject({ id: 1, result: {} });
  }
});

test("a line of just under the cap is served", async () => {
  const padding = " ".repeat(LINE_BYTES_MAX - ping.length - 1);
  raw.send(ping + padding);
  expect(await raw.answer()).toMatchObject({ id: 1, result: {} });
});

test("a line over the cap ends the connection and the process, with 0", async () => {
  await using fresh = new RawStdio();
  await fresh.request("ping");
  fresh.server.child.stdin.on("error", () => {});
  fresh.send("x".repeat(LINE_BYTES_MAX + 1));
  expect(await fresh.server.ended).toEqual([0, null]);
});
