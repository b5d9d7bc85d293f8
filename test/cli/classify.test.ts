import { expect, test } from "vitest";
import { signalbox } from "../built.ts";

const jsonLines = (text: string): unknown[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

test("classify says what a command reads and writes", async () => {
  const { code, stdout } = await signalbox(["classify", "git log | head > out.txt"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^0: stateful \(proven\)\n/);
  expect(stdout).toContain("out.txt");
});

test("classify --stdin answers every line in order, also those it cannot read", async () => {
  const lines = [
    '{"command":"ls"}',
    "{",
    '{"sql":"delete from t","dialect":"any"}',
    '{"definition":{"name":"list_issues","description":"Lists issues"},"trusted":true}',
  ];
  const { code, stdout } = await signalbox(["classify", "--stdin"], lines.join("\n"));
  expect(code).toBe(0);
  expect(jsonLines(stdout)).toMatchObject([
    { verdict: "read-only", accesses: [{}, {}], evidence: [{ source: "shell" }] },
    { verdict: "unknown", error: expect.stringContaining("not JSON") },
    { verdict: "stateful" },
    { verdict: "read-only" },
  ]);
});

test("plan --stdin names the pairs that conflict", async () => {
  const calls = [
    { tool: "write_file", arguments: { path: "a.txt", content: "" } },
    { tool: "read_text_file", arguments: { path: "./a.txt" } },
    { tool: "read_text_file", arguments: { path: "b.txt" } },
  ];
  const lines = `${JSON.stringify({ root: "/srv", calls })}\n{}\n`;
  const { stdout } = await signalbox(["plan", "--stdin"], lines);
  const [plan, refused] = jsonLines(stdout);
  expect(plan).toMatchObject({ edges: [[0, 1]], reasons: [expect.stringContaining("a.txt")] });
  expect(refused).toEqual({ error: expect.stringContaining("calls") });
});

test.each([
  [["classify"], "give a command, or --stdin"],
  [["plan"], "--stdin"],
])("%j alone is a wrong command line", async (args, why) => {
  const { code, stderr } = await signalbox(args);
  expect(code).toBe(2);
  expect(stderr).toContain(why);
});
