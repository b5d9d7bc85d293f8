import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { EventEmitter, once } from "node:events";
import { expect, test } from "vitest";
import * as z from "zod";
import { createGuidance } from "../../src/tools/guidance.ts";
import { defineTool, type Tool } from "../../src/tools/tool.ts";
import { type HttpEndpoint, serveHttp } from "../../src/wire/http.ts";
import { SESSIONS_MAX } from "../../src/wire/legacy-sessions.ts";
import { createServerFactory } from "../../src/wire/server.ts";
import { builtLibrary } from "../built.ts";
import { legacy, modern, MODERN, rpc, send } from "./raw-http.ts";
import { initializeWith } from "./raw-stdio.ts";
import { startHttpServer } from "./server-process.ts";

/** A tool that says when it runs and ends when the test says so, or when it is aborted. */
class HeldTool {
  readonly #events = new EventEmitter();
  /** Resolves with the call's signal once the tool runs. */
  readonly started = once(this.#events, "start") as Promise<[AbortSignal]>;
  readonly #released = once(this.#events, "release");
  readonly tool: Tool = defineTool({
    name: "hold",
    title: "Hold",
    description: "Runs until the test lets it go.",
    hints: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
    input: z.strictObject({}),
    output: z.object({ done: z.boolean() }),
    deadlineMs: 60_000,
    run: async (_args, { signal }) => {
      this.#events.emit("start", signal);
      await this.#released;
      return { text: "done", value: { done: true } };
    },
  });

  release(): void {
    this.#events.emit("release");
  }
}

async function serve(...tools: Tool[]): Promise<HttpEndpoint> {
  const report = (): void => {};
  const guidance = createGuidance(await builtLibrary());
  const factory = await createServerFactory({ version: "1.0.0", tools, guidance, report });
  return serveHttp(factory, { port: 0, report });
}

const ERAS = [
  ["2026", { versionNegotiation: { mode: { pin: MODERN } } }],
  ["2025", {}],
] as const;

async function connect(url: string, options: (typeof ERAS)[number][1]): Promise<Client> {
  const client = new Client({ name: "lifecycle", version: "1.0.0" }, options);
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return client;
}

test.each(ERAS)(
  "a call of the %s era that runs at closing time is answered",
  async (_, options) => {
    const held = new HeldTool();
    const endpoint = await serve(held.tool);
    const client = await connect(endpoint.url, options);
    const call = client.callTool({ name: "hold", arguments: {} });
    await held.started;
    const closed = endpoint.close(60_000);
    await expect(send(new URL(endpoint.url), modern("tools/list"))).rejects.toThrow(/ECONNREFUSED/);
    held.release();
    expect(await call).toMatchObject({ structuredContent: { done: true } });
    await closed;
    await client.close();
  },
);

test.each(ERAS)("a call of the %s era is cut off at the deadline", async (_era, options) => {
  const held = new HeldTool();
  const endpoint = await serve(held.tool);
  const client = await connect(endpoint.url, options);
  const failed = expect(client.callTool({ name: "hold", arguments: {} })).rejects.toThrow();
  const [signal] = await held.started;
  const aborted = signal.aborted ? Promise.resolve() : once(signal, "abort");
  await endpoint.close(0);
  await aborted;
  await client.close();
  await failed;
  held.release();
});

test("a stream that only listens does not keep the server open", async () => {
  await using server = await startHttpServer();
  const listener = await connect(server.url.href, {
    versionNegotiation: { mode: { pin: MODERN } },
  });
  await listener.listen({ resourcesListChanged: true });
  const session = await connect(server.url.href, {});
  server.child.kill("SIGTERM");
  expect(await server.ended).toEqual([0, null]);
  await Promise.all([listener.close(), session.close()]);
});

test("the session unused longest gives way when one more than the maximum is opened", async () => {
  const endpoint = await serve();
  const url = new URL(endpoint.url);
  const open = async (): Promise<string> => {
    const answer = await send(url, legacy("initialize", initializeWith("2025-11-25")));
    return String(answer.headers["mcp-session-id"]);
  };
  const use = async (id: string) => (await send(url, legacy("ping", {}, id))).status;
  const ids: string[] = [];
  for (let index = 0; index < SESSIONS_MAX; index += 1) ids.push(await open());
  const [first = "", second = "", third = ""] = ids;
  expect(new Set(ids).size).toBe(SESSIONS_MAX);
  expect(await use(first)).toBe(200);
  const last = await open();
  expect(await use(second)).toBe(404);
  expect(await Promise.all([first, third, last].map(use))).toEqual([200, 200, 200]);
  await endpoint.close(0);
});

test("sessions opened all at once do not exceed the maximum", async () => {
  const endpoint = await serve();
  const url = new URL(endpoint.url);
  const initialize = legacy("initialize", initializeWith("2025-11-25"));
  const opened = await Promise.all(
    Array.from({ length: SESSIONS_MAX + 10 }, () => send(url, initialize)),
  );
  expect(opened.map((answer) => rpc(answer).result.protocolVersion as string)).toEqual(
    opened.map(() => "2025-11-25"),
  );
  const ids = opened.map(({ headers }) => String(headers["mcp-session-id"]));
  const statuses: number[] = [];
  for (const id of ids) statuses.push((await send(url, legacy("ping", {}, id))).status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(SESSIONS_MAX);
  await endpoint.close(0);
});
