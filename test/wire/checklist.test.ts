import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { COMMAND } from "../built.ts";
import { folderOf } from "../checklist/folder.ts";

/** A client that tells these folders; without any it has none to tell. */
async function connect(pin: string | undefined, roots: string[], args: string[] = []) {
  const client = new Client(
    { name: "checklist-test", version: "1.0.0" },
    {
      ...(roots.length > 0 && { capabilities: { roots: {} } }),
      ...(pin !== undefined && { versionNegotiation: { mode: { pin } } }),
    },
  );
  if (roots.length > 0) {
    client.setRequestHandler("roots/list", () => ({
      roots: roots.map((root) => ({ uri: pathToFileURL(root).href })),
    }));
  }
  const command = { command: process.execPath, args: [COMMAND, "serve", ...args] };
  await client.connect(new StdioClientTransport(command));
  return {
    call: async (name: string, given: Record<string, unknown>) => {
      const result = await client.callTool({ name, arguments: given });
      return { value: result.structuredContent, text: JSON.stringify(result.content) };
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

const PYTHON = "import requests\nrequests.get('/')\n";
const FOUND = { findings: [{ file: "a.py", line: 2, rule: "missing-timeout" }] };

describe.each([
  ["a client of 2025", undefined],
  ["a client of 2026-07-28", "2026-07-28"],
])("%s", (_, pin) => {
  test("tells its folders when paths are to be read, and no others are", async () => {
    const folder = folderOf({ "a.py": PYTHON });
    await using peer = await connect(pin, [folder]);
    const { value } = await peer.call("run_checklist", { paths: ["a.py"] });
    expect(value).toMatchObject(FOUND);
    const { text } = await peer.call("run_checklist", { paths: ["/etc"] });
    expect(text).toContain("outside-roots: path: /etc is outside the folders to be read");
  });
});

test("a batch runs the checklist on the folders that the operator named", async () => {
  const folder = folderOf({ "a.py": PYTHON });
  await using peer = await connect(undefined, [], ["--root", folder]);
  const { value } = await peer.call("dispatch", {
    calls: [
      { tool: "run_checklist", arguments: { paths: ["a.py"] } },
      { tool: "run_checklist", arguments: { code: PYTHON, language: "a.py" } },
    ],
  });
  const text = expect.stringContaining("a.py:2:1 item 8, missing-timeout: fail, high");
  expect(value).toMatchObject({
    outcomes: [
      { status: "ok", text },
      { status: "ok", text },
    ],
  });
});
