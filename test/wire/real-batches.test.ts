// Batches over the reference servers from npm and a server on the v1 SDK, through the built
// command: what conflicts goes in the order given, what does not goes side by side.

import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { COMMAND } from "../built.ts";
import { program, referenceServer } from "../gateway/gateways.ts";

interface Told {
  readonly id: string;
  readonly status: string;
  readonly text: string;
  readonly waits?: readonly { readonly call?: string }[];
}

interface Batch {
  readonly handle: string;
  readonly outcomes: readonly Told[];
  readonly speedUp: number;
}

const LONG = "trigger-long-running-operation";

/** A client of the product with four servers behind it. */
async function connect(pin: string | undefined) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "signalbox-real-")));
  const files = join(folder, "files");
  const notes = join(folder, "notes");
  mkdirSync(files);
  const signalbox = { trust: true, allow: "destructive" };
  const memory = { MEMORY_FILE_PATH: join(folder, "memory.jsonl") };
  const v1 = { command: process.execPath, args: [program("v1-server.mjs")] };
  const mcpServers = {
    files: { ...referenceServer("server-filesystem", [files]), signalbox },
    memory: {
      ...referenceServer("server-memory", [], memory),
      signalbox: { ...signalbox, isolated: true },
    },
    everything: {
      ...referenceServer("server-everything"),
      // Its name says that it triggers something, so its hint alone is not believed.
      signalbox: { ...signalbox, tools: { [LONG]: { effect: "read-only" } } },
    },
    v1: { ...v1, env: { NOTES: notes }, signalbox: { effect: "read-only" } },
  };
  const config = join(folder, "mcp.json");
  writeFileSync(config, JSON.stringify({ mcpServers }));
  const versions = pin === undefined ? {} : { versionNegotiation: { mode: { pin } } };
  const client = new Client({ name: "real-batches", version: "1.0.0" }, versions);
  const args = [COMMAND, "serve", "--config", config];
  const env = { ...(process.env as Record<string, string>), SIGNALBOX_STATE_DIR: folder };
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env }));
  return {
    files,
    notes: () => readFileSync(notes, "utf8"),
    async call(name: string, request: Record<string, unknown>): Promise<Batch> {
      const { structuredContent } = await client.callTool({ name, arguments: request });
      return structuredContent as Batch;
    },
    [Symbol.asyncDispose]: async () => {
      await client.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const statuses = ({ outcomes }: Batch) => outcomes.map(({ status }) => status);

describe.each([
  ["2025", undefined],
  ["2026-07-28", "2026-07-28"],
])("a client of %s", (_, pin) => {
  test("what conflicts goes in the order given, on files and in memory", async () => {
    await using peer = await connect(pin);
    const path = join(peer.files, "note");
    const write = (content: string) => ({
      server: "files",
      tool: "write_file",
      arguments: { path, content },
    });
    const read = { server: "files", tool: "read_text_file", arguments: { path } };
    const entity = (name: string) => ({ name, entityType: "letter", observations: [] });
    const create = (name: string) => ({
      server: "memory",
      tool: "create_entities",
      arguments: { entities: [entity(name)] },
    });
    const graph = { server: "memory", tool: "read_graph", arguments: {} };
    const batch = await peer.call("dispatch", {
      calls: [write("one"), read, write("two"), read, create("a"), graph, create("b"), graph],
    });
    expect(statuses(batch)).toEqual(Array(8).fill("ok"));
    const texts = batch.outcomes.map(({ text }) => text);
    expect([texts[1], texts[3]]).toEqual(["one", "two"]);
    expect(texts[5]).not.toContain('"b"');
    expect(texts[7]).toMatch(/"a"[^]*"b"/);
    expect(batch.outcomes[3]?.waits?.map(({ call }) => call)).toContain("2");
    expect(readFileSync(path, "utf8")).toBe("two");
  });

  test("what does not conflict goes side by side, on all of them", async () => {
    await using peer = await connect(pin);
    const path = join(peer.files, "note");
    writeFileSync(path, "there");
    // All of them alike would be run once.
    const long = [1, 2, 3, 4].map((steps) => ({
      server: "everything",
      tool: LONG,
      arguments: { duration: 1, steps },
    }));
    const batch = await peer.call("dispatch", {
      calls: [
        ...long,
        { server: "files", tool: "read_text_file", arguments: { path } },
        { server: "memory", tool: "read_graph", arguments: {} },
        { server: "v1", tool: "echo", arguments: { text: "here" } },
      ],
    });
    expect(statuses(batch)).toEqual(Array(7).fill("ok"));
    expect(batch.outcomes[4]?.text).toBe("there");
    expect(batch.outcomes[6]?.text).toBe("here");
    expect(
      batch.outcomes.flatMap(({ waits = [] }) => waits.flatMap(({ call }) => call ?? [])),
    ).toEqual([]);
    expect(batch.speedUp).toBeGreaterThan(2);
  });

  test("what is cancelled ends, and the server goes on to answer others", async () => {
    await using peer = await connect(pin);
    const hour = { duration: 3_600, steps: 36_000 };
    const { handle } = await peer.call("dispatch", {
      calls: [
        { server: "everything", tool: LONG, arguments: hour },
        { server: "v1", tool: "wait", arguments: { name: "w" } },
      ],
      background: true,
    });
    await expect.poll(peer.notes).toContain("w waits");
    const cancelled = await peer.call("read_outcome", { handle, cancel: true, waitMs: 30_000 });
    expect(statuses(cancelled)).toEqual(["cancelled", "cancelled"]);
    await expect.poll(peer.notes).toContain("w cancelled");
    const echo = { server: "everything", tool: "echo", arguments: { message: "hi" } };
    const after = await peer.call("dispatch", { calls: [echo] });
    expect(after.outcomes).toMatchObject([{ status: "ok", text: "Echo: hi" }]);
  });
});
