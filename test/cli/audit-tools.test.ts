import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COMMAND, signalbox } from "../built.ts";
import { Desk, isGone, RAW_SERVER, referenceServer, scriptEntry } from "../gateway/gateways.ts";

/** Writes a configuration; answers the arguments that name it. */
function configured(desk: Desk, mcpServers: Record<string, unknown>): string[] {
  const file = join(desk.folder, "mcp.json");
  writeFileSync(file, JSON.stringify({ mcpServers }));
  return ["audit-tools", "--config", file];
}

interface Audit {
  servers: { server: string; error?: string; tools: Record<string, unknown>[] }[];
}

test("every tool is listed with our verdict beside its author's hints", async () => {
  using desk = new Desk();
  const files = join(desk.folder, "files");
  mkdirSync(files);
  const entry = { ...referenceServer("server-filesystem", [files]), signalbox: { allow: "write" } };
  const args = configured(desk, { files: entry });
  const { code, stdout, stderr } = await signalbox(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const rows = stdout.split("\n").map((line) => line.trim().split(/ {2,}/));
  expect(rows[0]).toEqual(['files: 14 tools; "write" is allowed; its hints are not trusted']);
  const row = (tool: string) => rows.find(([name]) => name === tool)?.slice(1, -1);
  expect(row("read_text_file")).toEqual(["read-only", "run", "only reads", "inferred"]);
  expect(row("write_file")).toEqual([
    "stateful, destructive",
    "ask",
    "changes, destroys, repeatable",
    "declared",
  ]);
  expect(row("create_directory")).toEqual([
    "stateful",
    "run",
    "changes, destroys nothing, repeatable",
    "declared",
  ]);

  const json = JSON.parse((await signalbox([...args, "--json"])).stdout) as Audit;
  expect(json.servers[0]?.tools.find(({ name }) => name === "write_file")).toEqual({
    name: "write_file",
    verdict: "stateful",
    confidence: "declared",
    because: "the author says readOnlyHint: false",
    destructive: true,
    idempotent: false,
    hints: {
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: true,
      openWorldHint: false,
    },
    missingHints: [],
    contradicts: false,
    runs: false,
    cleaned: false,
    suggestions: [],
  });
});

test("hints that the words contradict are marked, and what to do is said", async () => {
  using desk = new Desk();
  const args = configured(desk, { everything: referenceServer("server-everything") });
  const { code, stdout } = await signalbox(args);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ {2}trigger-long-running-operation +stateful +ask +only reads \(!\)/m);
  expect(stdout).toContain(
    "  - (!) name, description and schema say the opposite of the hint\n" +
      "    trigger-long-running-operation, simulate-research-query\n",
  );
});

test("what the user says about a tool counts", async () => {
  using desk = new Desk();
  const signalboxKeys = { tools: { long: { effect: "read-only" } } };
  const entry = scriptEntry(desk, RAW_SERVER, { env: { ODD: "1" }, signalbox: signalboxKeys });
  const { stdout } = await signalbox(configured(desk, { raw: entry }));
  expect(stdout).toMatch(
    /^ {2}long +read-only +run +nothing +declared +the configuration of raw says so$/m,
  );
  expect(stdout).toMatch(/^ {2}nested +unknown, destructive +ask +nothing +none/m);
  expect(stdout).toContain(
    '  - say "effect" under "signalbox": {"tools": …}; what is unknown runs alone\n    nested\n',
  );
});

test("hidden characters do not reach the terminal; tools of no use are named", async () => {
  using desk = new Desk();
  const entry = scriptEntry(desk, RAW_SERVER, { env: { ODD: "1" } });
  const { stdout } = await signalbox(configured(desk, { raw: entry }));
  expect(stdout.replaceAll("\n", "")).not.toMatch(/\p{C}/u);
  expect(stdout).toContain("  - left out: its name holds what cannot be seen\n    badname\n");
});

test("a server out of reach is listed with the reason, and the exit code is 1", async () => {
  using desk = new Desk();
  const args = configured(desk, {
    gone: { command: "no-such-command-9" },
    raw: scriptEntry(desk, RAW_SERVER),
  });
  const { code, stdout } = await signalbox(args);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^gone: cannot be reached: the command or its working directory was not found \(ENOENT\)$/m,
  );
  expect(stdout).toMatch(/^raw: \d+ tools/m);
  expect(desk.pids().map(isGone)).toEqual([true]);
});

test.each([
  [["audit-tools"], 2, "give --config FILE, or --project"],
  [["audit-tools", "--config", "/no/such/mcp.json"], 1, "mcp.json: cannot be read (ENOENT)"],
  [["audit-tools", "--config", "x", "--project"], 1, "--config and --project exclude one another"],
])("%j ends with %i and says why", async (args, code, why) => {
  const ended = await signalbox(args);
  expect(ended).toMatchObject({ code, stdout: "" });
  expect(ended.stderr).toContain(why);
});

test("an empty configuration is said to be one", async () => {
  using desk = new Desk();
  const { code, stdout } = await signalbox(configured(desk, {}));
  expect({ code, stdout }).toEqual({ code: 0, stdout: "no server is configured\n" });
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s ends it while a server hangs, and the server with it",
  async (signal) => {
    using desk = new Desk();
    const entry = scriptEntry(desk, RAW_SERVER, { env: { SILENT: "1" } });
    const child = spawn(process.execPath, [COMMAND, ...configured(desk, { raw: entry })]);
    const ended = once(child, "close");
    await desk.noted(/asked to initialize/);
    child.kill(signal);
    expect((await ended)[0]).toBe(1);
    expect(desk.pids().map(isGone)).toEqual([true]);
  },
);
