import { join } from "node:path";
import { expect, test } from "vitest";
import { signalbox } from "../built.ts";
import { folderOf } from "../checklist/folder.ts";

const FAN_OUT = "export const all = (xs: string[]) => Promise.all(xs.map((x) => work(x)));\n";

test("a finding fails the command and comes with its line, repair and the verdicts", async () => {
  const folder = folderOf({ "a.ts": "export async function f() {\n  await fetch('/a');\n}\n" });
  const { code, stdout, stderr } = await signalbox(["check", join(folder, "a.ts")]);
  expect([code, stderr]).toEqual([1, ""]);
  expect(stdout).toContain("    2 | await fetch('/a');\n      |       ^^^^^^^^^^^\n    fix: pass");
  expect(stdout).toContain("✗  8 fail           Timeouts on every asynchronous operation\n");
  expect(stdout).toContain("1 file judged, 1 finding.\n");
});

test("JSON holds the verdicts, the findings and the engines, and only sure findings", async () => {
  const folder = folderOf({ "a.ts": FAN_OUT });
  const path = join(folder, "a.ts");
  const sure = await signalbox(["check", path, "--format", "json"]);
  expect(JSON.parse(sure.stdout)).toMatchObject({ findings: [], engines: expect.any(Array) });
  expect(sure.code).toBe(0);
  const all = await signalbox(["check", path, "--json", "--all"]);
  const { items, findings } = JSON.parse(all.stdout) as { items: unknown[]; findings: unknown[] };
  expect(items).toHaveLength(15);
  expect(items[1]).toMatchObject({ id: 2, verdict: "review" });
  expect(items[2]).toMatchObject({ id: 3, verdict: "pass" });
  expect(items[4]).toMatchObject({ id: 5, verdict: "pass", because: "looked for and not found" });
  expect(findings).toMatchObject([
    { file: path, line: 1, column: 38, item: 2, rule: "unbounded-fan-out", origin: "signalbox" },
  ]);
});

test("what is alike is told once, but to code scanning each", async () => {
  const line = "  await fetch('/a');\n";
  const folder = folderOf({ "a.ts": `export async function f() {\n${line.repeat(4)}}\n` });
  for (const options of [["--json"], ["--format", "sarif", "--json"]]) {
    const { stdout } = await signalbox(["check", folder, ...options]);
    const { findings } = JSON.parse(stdout) as { findings: unknown[] };
    expect(findings).toMatchObject([{ line: 2, alsoOnLines: [3, 4, 5] }]);
    expect(findings).toHaveLength(1);
  }
  const { stdout } = await signalbox(["check", folder, "--format", "sarif"]);
  const { runs } = JSON.parse(stdout) as { runs: { results: unknown[] }[] };
  expect(runs[0]?.results).toHaveLength(4);
});

test.each([
  [["--fail-on", "review"], 1],
  [["--fail-on", "any"], 1],
  [["--fail-on", "fail"], 0],
  [["--fail-on", "never"], 0],
])("%j decides the exit code", async (options, code) => {
  const folder = folderOf({ "a.ts": FAN_OUT });
  expect((await signalbox(["check", folder, ...options])).code).toBe(code);
});

test("a path that is nowhere or outside --root is a wrong command line", async () => {
  const folder = folderOf({ "a.ts": "", "b/c.ts": "" });
  const missing = await signalbox(["check", join(folder, "none.ts")]);
  expect([missing.code, missing.stderr]).toEqual([
    2,
    `signalbox: path: no file or folder is at ${join(folder, "none.ts")}\n`,
  ]);
  const outside = await signalbox(["check", join(folder, "a.ts"), "--root", join(folder, "b")]);
  expect([outside.code, outside.stderr]).toEqual([
    2,
    `signalbox: path: ${join(folder, "a.ts")} is outside the folders to be read\n`,
  ]);
});
