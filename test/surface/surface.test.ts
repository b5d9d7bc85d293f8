import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { COMMAND } from "../built.ts";

const client = new Client({ name: "surface", version: "1.0.0" });

beforeAll(() =>
  client.connect(new StdioClientTransport({ command: process.execPath, args: [COMMAND] })),
);
afterAll(() => client.close());

test("the tools are what clients were promised", async () => {
  const { tools } = await client.listTools();
  expect(tools).toMatchSnapshot();
});

test("every tool has title, all four hints, both schemas and a short description", async () => {
  const { tools } = await client.listTools();
  expect(tools.length).toBeGreaterThan(0);
  for (const { name, title, description = "", annotations, outputSchema } of tools) {
    expect(name.length, name).toBeLessThanOrEqual(20);
    expect(title, name).toBeTruthy();
    expect(description.length, name).toBeLessThan(400);
    expect(outputSchema, name).toBeDefined();
    expect(Object.keys(annotations ?? {}).sort(), name).toEqual([
      "destructiveHint",
      "idempotentHint",
      "openWorldHint",
      "readOnlyHint",
    ]);
  }
});

test("all tools together are at most eight and cost at most 1,800 tokens", async () => {
  const { tools } = await client.listTools();
  expect(tools.length).toBeLessThanOrEqual(8);
  expect(encode(JSON.stringify(tools)).length).toBeLessThanOrEqual(1_800);
});

test("the instructions name when to turn to signalbox", () => {
  expect(client.getInstructions()).toMatchSnapshot();
});

test("the package holds these kinds of files and no others", () => {
  const packed = JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json"], { encoding: "utf8", stdio: "pipe" }),
  ) as { files: { path: string }[] }[];
  const paths = packed[0]?.files.map(({ path }) => path) ?? [];
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !path.startsWith("dist/")).sort()).toMatchSnapshot();
  expect(paths.filter((path) => /test|fixture|bench|conformance/.test(path))).toEqual([]);
});
