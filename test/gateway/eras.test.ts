import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { Desk, forever, gatewayTo, scriptEntry, V2_SERVER } from "./gateways.ts";

const said = (text: string) => ({ content: [{ type: "text", text }] });

/** Starts the server over HTTP; answers an entry for it. */
async function overHttp(desk: Desk, env: Record<string, string>) {
  const all = { ...process.env, NOTES: desk.notesFile, HTTP: "1", ...env };
  const child = spawn(process.execPath, [V2_SERVER], { env: all, stdio: "ignore" });
  const [, port] = await desk.noted(/^listening (\d+)$/);
  return {
    entry: { url: `http://127.0.0.1:${port}/` },
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

const overStdio = (desk: Desk, env: Record<string, string>) => ({
  entry: scriptEntry(desk, V2_SERVER, { env }),
  [Symbol.asyncDispose]: async () => {},
});

const CASES = [
  ["stdio, both eras", overStdio, {}, "legacy"],
  ["stdio, only 2026", overStdio, { ONLY_MODERN: "1" }, "modern"],
  ["HTTP, both eras", overHttp, {}, "modern"],
  ["HTTP, only 2026", overHttp, { ONLY_MODERN: "1" }, "modern"],
] as const;

test.each(CASES)("over %s: listed, called, told of cancellation", async (_, reach, env, era) => {
  using desk = new Desk();
  await using server = await reach(desk, env);
  await using gateway = gatewayTo({ v2: server.entry });
  const options = { signal: forever() };
  const { tools } = await gateway.tools("v2", forever());
  expect(tools.map(({ definition }) => definition.name)).toContain("era");
  expect(await gateway.call("v2", "era", {}, options)).toMatchObject(said(era));
  expect(await gateway.call("v2", "numbers", {}, options)).toMatchObject({
    structuredContent: { numbers: [1, 2] },
  });

  const controller = new AbortController();
  const reason = new Error("enough");
  const call = gateway.call("v2", "wait", {}, { signal: controller.signal });
  const ended = call.catch((error: unknown) => error);
  await desk.noted(/wait begins/);
  controller.abort(reason);
  expect(await ended).toBe(reason);
  await desk.noted(/wait cancelled/);
});

test.each(CASES)("over %s: connected again in the same era", async (_, reach, env, era) => {
  using desk = new Desk();
  await using server = await reach(desk, env);
  for (let round = 0; round < 2; round += 1) {
    await using gateway = gatewayTo({ v2: server.entry });
    expect(await gateway.call("v2", "era", {}, { signal: forever() })).toMatchObject(said(era));
  }
});

test.each([
  ["2025", {}],
  ["2026", { ONLY_MODERN: "1" }],
])(
  "over stdio a change of the list is heard in the era of %s, also after a crash",
  async (_, env) => {
    using desk = new Desk();
    await using gateway = gatewayTo({ v2: scriptEntry(desk, V2_SERVER, { env }) });
    const options = { signal: forever() };
    const shifty = async () => {
      const { tools } = await gateway.tools("v2", forever());
      return tools.find(({ definition }) => definition.name === "shifty")?.definition.description;
    };
    for (let round = 0; round < 2; round += 1) {
      expect(await shifty()).toBe("Reads a text");
      await gateway.call("v2", "redefine", {}, options);
      await expect.poll(shifty).toBe("Deletes everything");
      process.kill(desk.pids().at(-1) ?? 0, "SIGKILL");
      await expect.poll(() => gateway.stats("v2").state).toBe("idle");
    }
  },
);
