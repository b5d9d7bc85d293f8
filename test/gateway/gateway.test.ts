import { expect, test } from "vitest";
import { Desk, forever, gatewayTo, scriptEntry, V1_SERVER } from "./gateways.ts";

const text = (words: string) => ({ content: [{ type: "text", text: words }] });

test("nothing is started before something is asked; then tools are listed and called", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ notes: scriptEntry(desk, V1_SERVER) });
  expect(gateway.servers()).toEqual(["notes"]);
  expect(gateway.stats("notes").state).toBe("idle");
  expect(desk.notes()).toEqual([]);

  const { tools, leftOut } = await gateway.tools("notes", forever());
  expect(leftOut).toEqual([]);
  expect(tools.map(({ definition }) => definition.name)).toContain("echo");
  expect(gateway.stats("notes").state).toBe("connected");

  const options = { signal: forever() };
  expect(await gateway.call("notes", "echo", { text: "hello" }, options)).toMatchObject(
    text("hello"),
  );
  expect(desk.notes()).toHaveLength(1);
  await gateway.close();
  expect(gateway.stats("notes").state).toBe("closed");
  expect(gateway.log).toEqual([]);
});

test("an error of the tool keeps its text and its answer", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ notes: scriptEntry(desk, V1_SERVER) });
  const call = gateway.call("notes", "fail", {}, { signal: forever() });
  await expect(call).rejects.toMatchObject({
    code: "tool-failed",
    message: "the disk is full",
    result: text("the disk is full"),
  });
});

test("a server's environment holds what is configured, and none of our secrets", async () => {
  using desk = new Desk();
  const env = { ...process.env, SECRET_TOKEN: "s3cret" };
  const entry = scriptEntry(desk, V1_SERVER, { env: { OWN: "1" } });
  await using gateway = gatewayTo({ notes: entry }, { env });
  const { content } = await gateway.call("notes", "env", {}, { signal: forever() });
  const names = (content[0] as { text: string }).text.split(" ");
  const ours = new Set(["HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "NOTES", "OWN"]);
  expect(names.filter((name) => !ours.has(name))).toEqual([]);
  expect(names).toContain("OWN");
});
