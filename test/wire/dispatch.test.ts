import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { COMMAND } from "../built.ts";

const V1_SERVER = fileURLToPath(new URL("../gateway/servers/v1-server.mjs", import.meta.url));

type Says = "yes" | "no" | "decline";
type Told = Record<string, unknown> & { id: string; status: string; text?: string };

interface Answer {
  text: string;
  isError: boolean;
  value: Record<string, unknown> & { outcomes: Told[] };
}

/** The product with two servers behind it, and a client that may be able to ask its user. */
async function connect(options: { says?: Says; allow?: string; pin?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-dispatch-"));
  const notes = join(folder, "notes");
  writeFileSync(notes, "");
  const entry = {
    command: process.execPath,
    args: [V1_SERVER],
    env: { NOTES: notes },
    signalbox: options.allow === undefined ? {} : { allow: options.allow },
  };
  const config = join(folder, "mcp.json");
  writeFileSync(config, JSON.stringify({ mcpServers: { one: entry, two: entry } }));
  const client = new Client(
    { name: "dispatch-test", version: "1.0.0" },
    {
      ...(options.says !== undefined && { capabilities: { elicitation: {} } }),
      ...(options.pin !== undefined && { versionNegotiation: { mode: { pin: options.pin } } }),
    },
  );
  const asked: string[] = [];
  if (options.says !== undefined) {
    client.setRequestHandler("elicitation/create", ({ params }) => {
      asked.push(params.message);
      if (options.says === "decline") return { action: "decline" };
      return { action: "accept", content: { run: options.says === "yes" } };
    });
  }
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [COMMAND, "serve", "--config", config],
      env: { ...(process.env as Record<string, string>), SIGNALBOX_STATE_DIR: folder },
    }),
  );
  const call = async (name: string, args: object, more: object = {}): Promise<Answer> => {
    const params = { name, arguments: args as Record<string, unknown> };
    const { content, structuredContent, isError } = await client.callTool(params, more);
    const text = (content as { text: string }[]).map((part) => part.text).join("\n");
    const value = (structuredContent ?? { outcomes: [] }) as Answer["value"];
    return { text, value, isError: isError === true };
  };
  return {
    asked,
    call,
    notes: () =>
      readFileSync(notes, "utf8")
        .split("\n")
        .filter((line) => !/^started|^$/.test(line)),
    [Symbol.asyncDispose]: async () => {
      await client.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const echo = (server: string, text: string, more = {}) => ({
  server,
  tool: "echo",
  arguments: { text },
  ...more,
});
const append = (text: string, more = {}) => ({
  server: "one",
  tool: "append",
  arguments: { text },
  ...more,
});

describe.each([
  ["a client of 2025", undefined],
  ["a client of 2026-07-28", "2026-07-28"],
])("%s", (_, pin) => {
  const era = pin === undefined ? {} : { pin };

  test("runs calls on servers and on our own tools, and has one outcome for each", async () => {
    await using peer = await connect(era);
    const { text, value } = await peer.call("dispatch", {
      calls: [
        echo("one", "a"),
        echo("two", "b", { id: "second" }),
        { tool: "route", arguments: { query: "which lock do I need?" } },
      ],
    });
    expect(value.outcomes.map(({ id, status }) => [id, status])).toEqual([
      ["0", "ok"],
      ["second", "ok"],
      ["2", "ok"],
    ]);
    expect(value.outcomes.map((outcome) => outcome.text)).toEqual([
      "a",
      "b",
      expect.stringContaining("Best: synchronization-primitives"),
    ]);
    expect(text).toMatch(/3 calls: 3 ok/);
    expect(text).toMatch(/speed-up [\d.]+× of sequential/);
  });

  test("an argument takes an earlier result", async () => {
    await using peer = await connect(era);
    const { value } = await peer.call("dispatch", {
      calls: [
        echo("one", "passed on", { id: "first" }),
        { server: "two", tool: "echo", arguments: { text: from("first", "/content/0/text") } },
      ],
    });
    expect(value.outcomes[1]).toMatchObject({ status: "ok", text: "passed on" });
  });

  test("what changes something is refused, with the line that would allow it", async () => {
    await using peer = await connect(era);
    const { value } = await peer.call("dispatch", { calls: [append("x"), echo("one", "a")] });
    expect(value.outcomes[0]).toMatchObject({
      status: "refused",
      refusal: { policy: "needs-consent", message: expect.stringMatching(/"allow": "\w+"/) },
    });
    expect(value.outcomes[1]).toMatchObject({ status: "ok" });
    expect(peer.notes()).toEqual([]);
  });

  test("what changes something runs if the user says yes, and only then", async () => {
    await using agreeing = await connect({ ...era, says: "yes" });
    const { value } = await agreeing.call("dispatch", { calls: [append("x"), append("y")] });
    expect(value.outcomes.map(({ status }) => status)).toEqual(["ok", "ok"]);
    expect(agreeing.asked).toEqual([expect.stringMatching(/one\/append \{"text":"x"\}[^]*"y"/)]);
    expect(agreeing.notes()).toEqual(["x", "y"]);
    for (const says of ["no", "decline"] as const) {
      await using declining = await connect({ ...era, says });
      const refused = await declining.call("dispatch", { calls: [append("x")] });
      expect(refused.value.outcomes.map(({ status }) => status)).toEqual(["refused"]);
      expect(declining.notes()).toEqual([]);
    }
  });

  test("what the configuration allows runs, in the order given where it conflicts", async () => {
    await using peer = await connect({ ...era, allow: "destructive" });
    const calls = ["a", "b", "c", "d"].map((text) => append(text));
    const { value } = await peer.call("dispatch", { calls });
    expect(value.outcomes.map(({ status }) => status)).toEqual(["ok", "ok", "ok", "ok"]);
    expect(peer.notes()).toEqual(["a", "b", "c", "d"]);
  });

  test("a batch in the background is read by its handle", async () => {
    await using peer = await connect({ ...era, allow: "destructive" });
    const calls = [append("a", { id: "a" }), echo("two", "b")];
    const started = await peer.call("dispatch", { calls, background: true });
    const { handle } = started.value;
    expect(handle).toMatch(/^[0-9a-f-]{36}$/);
    const { value } = await peer.call("read_outcome", { handle, waitMs: 30_000 });
    expect(value).toMatchObject({ ended: true, total: 2 });
    expect(value.outcomes.map(({ status }) => status)).toEqual(["ok", "ok"]);
    const one = await peer.call("read_outcome", { handle, calls: ["a"] });
    expect(one.value.outcomes.map(({ id }) => id)).toEqual(["a"]);
  });

  test("a long answer is cut where it is said, and read to its end", async () => {
    await using peer = await connect(era);
    const long = "0123456789".repeat(7_000);
    const { value } = await peer.call("dispatch", { calls: [echo("one", long), echo("two", "b")] });
    const [cut, whole] = value.outcomes;
    expect(whole?.text).toBe("b");
    let read = cut?.text ?? "";
    let cursor = cut?.["cursor"];
    expect(read.length).toBeLessThan(long.length);
    while (cursor !== undefined) {
      const next = await peer.call("read_outcome", { handle: value["handle"], cursor });
      read += next.value.outcomes[0]?.text;
      cursor = next.value.outcomes[0]?.["cursor"];
    }
    expect(read).toBe(long);
  });

  test("progress tells of every call that ends", async () => {
    await using peer = await connect(era);
    const seen: (string | undefined)[] = [];
    const onprogress = ({ message }: { message?: string | undefined }): void =>
      void seen.push(message);
    const calls = ["a", "b", "c"].map((text) => echo("one", text, { id: text }));
    await peer.call("dispatch", { calls }, { onprogress });
    expect(new Set(seen)).toEqual(new Set(["a: ok", "b: ok", "c: ok"]));
  });

  test("a client that gives up reaches the server that works for it", async () => {
    await using peer = await connect({ ...era, allow: "destructive" });
    const controller = new AbortController();
    const calls = [{ server: "one", tool: "wait", arguments: { name: "w" } }];
    const call = peer.call("dispatch", { calls }, { signal: controller.signal });
    const failure = expect(call).rejects.toThrow(/enough/);
    await until(() => peer.notes().includes("w waits"));
    controller.abort(new Error("enough"));
    await failure;
    await until(() => peer.notes().includes("w cancelled"));
  });
});

test.each([
  ["before", []],
  ["after", ["x"]],
])("of a server that ends %s the effect, what the call did is unknown", async (crash, notes) => {
  await using peer = await connect({ allow: "destructive" });
  const calls = [{ server: "one", tool: "append", arguments: { text: "x", crash } }];
  const { value, text } = await peer.call("dispatch", { calls: [...calls, echo("two", "b")] });
  expect(value.outcomes).toMatchObject([
    { status: "unknown", attempts: 1, error: { code: "connection-lost" } },
    { status: "ok" },
  ]);
  expect(text).toMatch(/may have changed something: look before repeating it/);
  expect(peer.notes()).toEqual(notes);
});

test("a dry run says who waits for whom; without calls it lists the tools", async () => {
  await using peer = await connect({ allow: "destructive" });
  const calls = [append("a", { id: "a" }), append("b", { id: "b" })];
  const planned = await peer.call("dispatch", { calls, dryRun: true });
  expect(planned.value["plan"]).toMatchObject({ waves: [["a"], ["b"]], longestChain: ["a", "b"] });
  expect(planned.text).toMatch(/b waits for a: /);
  expect(peer.notes()).toEqual([]);
  const listed = await peer.call("dispatch", { calls: [], dryRun: true });
  expect(listed.text).toMatch(/one:\n {2}echo - Returns the text/);
  expect(listed.text).toMatch(/signalbox \(or no server\): route, read_reference/);
});

test.each([
  [{ calls: [] }, /invalid-arguments: calls: 1 to 64 calls/],
  [{ calls: [echo("one", "a", { id: "x" }), echo("one", "b", { id: "x" })] }, /calls\[1\]\.id/],
  [{ calls: [echo("one", "a", { after: ["nobody"] })] }, /calls\[0\]\.after\[0\]/],
  [{ calls: [{ tool: "route", arguments: {}, shell: "rm" }] }, /shell/],
])("a wrong batch is refused whole: %j", async (args, message) => {
  await using peer = await connect();
  const { isError, text } = await peer.call("dispatch", args);
  expect([isError, text]).toEqual([true, expect.stringMatching(message)]);
});

test("a batch cannot dispatch, and an unknown server or tool is told what there is", async () => {
  await using peer = await connect();
  const { value } = await peer.call("dispatch", {
    calls: [{ tool: "dispatch", arguments: {} }, echo("three", "a"), { server: "one", tool: "e" }],
  });
  expect(value.outcomes).toMatchObject([
    { status: "refused", refusal: { policy: "unknown-tool" } },
    { status: "refused", refusal: { message: "three: not configured; there is one, two" } },
    { status: "refused", refusal: { message: expect.stringMatching(/one has no tool e; .*echo/) } },
  ]);
});

function from(id: string, pointer: string) {
  return { $from: id, pointer };
}

/** Looks again whenever the event loop is idle; what is waited for comes from another process. */
async function until(isThere: () => boolean): Promise<void> {
  while (!isThere()) await new Promise((resolve) => setImmediate(resolve));
}
