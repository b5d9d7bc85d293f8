import { expect, test } from "vitest";
import { RawStdio } from "./raw-stdio.ts";
import { TEST_TOOLS } from "./server-process.ts";

test("the end of stdin ends an idle server, with 0 and a silent log", async () => {
  await using raw = new RawStdio();
  await raw.request("ping");
  raw.server.child.stdin.end();
  expect(await raw.server.ended).toEqual([0, null]);
  expect(await raw.rest()).toEqual([]);
  expect(await raw.server.log.rest()).toEqual([]);
});

test("the end of stdin before any message ends the server as well", async () => {
  await using raw = new RawStdio();
  raw.server.child.stdin.end();
  expect(await raw.server.ended).toEqual([0, null]);
});

test.each([
  ["wait_for_abort", /the tool waits/, ["the tool was aborted"]],
  ["ignore_signal", /the tool hangs/, []],
])("the end of stdin while %s runs leaves nothing behind", async (name, running, logged) => {
  await using raw = new RawStdio([], { script: TEST_TOOLS });
  const params = { name, arguments: {} };
  raw.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }));
  await raw.server.log.until(running);
  raw.server.child.stdin.end();
  expect(await raw.server.ended).toEqual([0, null]);
  expect(await raw.server.log.rest()).toEqual(logged);
});

test.each(["SIGTERM", "SIGINT"] as const)("%s ends the server with 0", async (signal) => {
  await using raw = new RawStdio();
  await raw.request("ping");
  raw.server.child.kill(signal);
  expect(await raw.server.ended).toEqual([0, null]);
});

test("a reader that went away ends the server with 0", async () => {
  await using raw = new RawStdio();
  await raw.request("ping");
  raw.server.child.stdout.destroy();
  raw.send('{"jsonrpc":"2.0","id":1,"method":"tools/list"}');
  expect(await raw.server.ended).toEqual([0, null]);
});

test("what a dependency prints goes to the log, and stdout stays JSON", async () => {
  // Every message that is parsed makes noise, as a careless dependency would.
  const noisy = `const parse = JSON.parse;
    JSON.parse = (text, ...rest) => {
      if (text.includes('"jsonrpc"')) { console.log("noise"); console.info("more noise"); }
      return parse(text, ...rest);
    };`;
  const preload = `data:text/javascript,${encodeURIComponent(noisy)}`;
  await using raw = new RawStdio([], { nodeArgs: ["--import", preload] });
  expect(await raw.request("ping")).toMatchObject({ result: {} });
  expect(await raw.request("tools/list")).toHaveProperty("result.tools");
  raw.server.child.stdin.end();
  expect(await raw.server.ended).toEqual([0, null]);
  expect(await raw.rest()).toEqual([]);
  expect(await raw.server.log.rest()).toEqual(["noise", "more noise", "noise", "more noise"]);
});
