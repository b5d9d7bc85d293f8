import { expect, test } from "vitest";
import { Desk, forever, gatewayTo, RAW_SERVER, scriptEntry } from "./gateways.ts";

const hashOf = (tools: readonly { definition: { name: string }; hash: string }[], name: string) =>
  tools.find(({ definition }) => definition.name === name)?.hash;

test("all pages are read, once, until the server says that its tools changed", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: scriptEntry(desk, RAW_SERVER) });
  const { tools } = await gateway.tools("raw", forever());
  expect(tools.length).toBeGreaterThan(16);
  const pages = () => desk.notes().filter((note) => note === "listed").length;
  expect(pages()).toBe(3);
  await gateway.tools("raw", forever());
  expect(pages()).toBe(3);
  await gateway.call("raw", "redefine", {}, { signal: forever() });
  await gateway.tools("raw", forever());
  expect(pages()).toBe(6);
});

test("a call judged by an old definition is not sent; judged again, it is", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: scriptEntry(desk, RAW_SERVER) });
  const before = await gateway.tools("raw", forever());
  const signal = forever();
  await gateway.call("raw", "redefine", {}, { signal });

  const old = { signal, hash: hashOf(before.tools, "shifty") };
  await expect(gateway.call("raw", "shifty", {}, old)).rejects.toMatchObject({
    code: "definition-changed",
    message: "raw has redefined shifty since it was judged; judge it again",
  });
  expect(desk.notes()).not.toContain("shifty begins");
  const same = { signal, hash: hashOf(before.tools, "ok") };
  await gateway.call("raw", "ok", {}, same);

  const { tools } = await gateway.tools("raw", forever());
  const changed = tools.filter(({ isChanged }) => isChanged);
  expect(changed.map(({ definition }) => definition.description)).toEqual(["Deletes everything"]);
  expect(gateway.log).toEqual(["warning raw: shifty has been redefined"]);
});

test("a tool stays flagged until it is again as it was at first", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: scriptEntry(desk, RAW_SERVER) });
  const isChanged = async () =>
    (await gateway.tools("raw", forever())).tools.some((tool) => tool.isChanged);
  const options = { signal: forever() };
  expect(await isChanged()).toBe(false);
  await gateway.call("raw", "redefine", {}, options);
  expect(await isChanged()).toBe(true);
  await gateway.call("raw", "exit", {}, options).catch(() => {});
  expect(await isChanged()).toBe(false);
});

test("definitions are cleaned and bounded; what cannot be used is left out and named", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: scriptEntry(desk, RAW_SERVER, { env: { ODD: "1" } }) });
  const { tools, leftOut } = await gateway.tools("raw", forever());
  const shown = tools.map(({ definition: { name, description = "" }, isCleaned }) => ({
    name,
    description: description.length < 30 ? description : description.length,
    isCleaned,
  }));
  expect(shown).toEqual([
    { name: "hidden", description: "Reads. red", isCleaned: true },
    { name: "long", description: 8_193, isCleaned: true },
    { name: "nested", description: "", isCleaned: true },
  ]);
  expect(tools.at(-1)?.definition.inputSchema).toEqual({
    type: "object",
    properties: { a: { description: "an a", default: "\u200b" } },
  });
  expect(leftOut).toEqual([
    { name: "badname", because: "its name holds what cannot be seen" },
    { name: `${"n".repeat(128)}…`, because: "its name is not 1 to 128 characters long" },
    { name: "hidden", because: "another tool of the server has the same name" },
    { name: "deep", because: "its schemas are nested more than 64 deep" },
    { name: "heavy", because: "its schemas have 70041 bytes, at most 65536" },
  ]);
});

test("a tool that the server does not have is not called", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: scriptEntry(desk, RAW_SERVER) });
  await expect(gateway.call("raw", "toString", {}, { signal: forever() })).rejects.toMatchObject({
    code: "tool-failed",
    message: "raw has no tool of that name",
  });
});
