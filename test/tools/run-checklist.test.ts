import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { estimateTokens } from "../../src/knowledge/tokens.ts";
import { createRunChecklistTool } from "../../src/tools/run-checklist.ts";
import { runTool } from "../../src/tools/run-tool.ts";
import type { ToolContext } from "../../src/tools/tool.ts";
import { folderOf } from "../checklist/folder.ts";
import { parts } from "../checklist/parts.ts";

const PYTHON = "import requests\n\ndef f(url):\n    requests.get(url)\n";
/** A line each with a finding that is like no other. */
const TASKS = (count: number) =>
  Array.from(
    { length: count },
    (_, n) => `async function g${n}(s) { await s; g${n + 1}(s); }\n`,
  ).join("");
const FETCHES = (count: number) => "await fetch('/a');\n".repeat(count);

interface Value {
  items: { id: number; verdict: string }[];
  findings: { file: string; line: number; rule: string }[];
  cursor?: string;
}

/** The tool with these folders to read, and what it answers. */
function toolIn(roots: string[], trustsClient = false) {
  const tool = createRunChecklistTool({ parts, roots, trustsClient });
  const { signal } = new AbortController();
  return async (args: object, context: Partial<ToolContext> = {}) => {
    const outcome = await runTool(tool, args, { signal, report: () => {}, ...context });
    if (outcome.ok) {
      const { text, value } = outcome.answer;
      return { text, value: tool.output.parse(value) as unknown as Value, code: undefined };
    }
    const failed = outcome.needs === undefined ? outcome : { code: "needs", message: "roots" };
    return { text: failed.message, value: { items: [], findings: [] } as Value, code: failed.code };
  };
}

test("a snippet gets the verdicts first, then the findings with their code and fix", async () => {
  const { text, value } = await toolIn([])({ code: PYTHON, language: "python", items: [8, 3] });
  expect(text).toMatch(/^fail 8 Timeouts on every asynchronous operation: snippet.py:4: `requests/);
  expect(text).toContain("  4 | requests.get(url)\n    | ^^^^^^^^^^^^^^^^^\n  fix: pass `timeout=");
  expect(value.items.map(({ id, verdict }) => [id, verdict])).toContainEqual([8, "fail"]);
  expect(value.findings).toMatchObject([{ file: "snippet.py", line: 4, rule: "missing-timeout" }]);
});

test.each([
  ["ts", "snippet.ts"],
  ["JavaScript", "snippet.js"],
  ["src/deep/a.mts", "a.mts"],
])("code in %s is judged as %s", async (language, file) => {
  const { value } = await toolIn([])({ code: FETCHES(1), language });
  expect(value.findings).toMatchObject([{ file }]);
});

test("markup in TypeScript is judged as such", async () => {
  const code = "export const A = () => <b onClick={() => void fetch('/a')}>x</b>;\n";
  const { value } = await toolIn([])({ code, language: "typescript" });
  expect(value.findings).toMatchObject([{ file: "snippet.tsx" }]);
});

test("pages hold what the budget holds, and together every finding once", async () => {
  const run = toolIn([]);
  const first = await run({ code: TASKS(61), language: "ts", budgetTokens: 1_000 });
  const lines: number[] = [];
  for (let page = first; ; page = await run({ cursor: page.value.cursor, budgetTokens: 1_000 })) {
    expect(estimateTokens(page.text)).toBeLessThanOrEqual(1_000);
    expect(estimateTokens(JSON.stringify(page.value))).toBeLessThanOrEqual(1_000);
    expect(page.value.items.length).toBe(page === first ? 15 : 0);
    lines.push(...page.value.findings.map(({ line }) => line));
    if (page.value.cursor === undefined) break;
  }
  expect(lines).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
});

test("what the folder's own settings say of rules and paths counts", async () => {
  const rules = { "missing-timeout": "off", "ruff/S113": "off" };
  const settings = { rules, ignore: ["old/**"] };
  const folder = folderOf({
    "a.py": PYTHON,
    "old/b.ts": FETCHES(1),
    "signalbox.config.json": JSON.stringify(settings),
  });
  expect((await toolIn([folder])({ paths: ["."] })).value.findings).toEqual([]);
  const above = await toolIn([join(folder, "old")])({ paths: ["."], confidence: "low" });
  expect(above.value.findings.length).toBeGreaterThan(0);
});

test("settings that cannot be read are an error that names the field and no path", async () => {
  const folder = folderOf({ "a.py": PYTHON, "signalbox.config.json": '{"rules":{"x":"fail"}}' });
  const { code, text } = await toolIn([folder])({ paths: ["a.py"] });
  expect([code, text]).toEqual([
    "bad-configuration",
    'signalbox.config.json: rules: no rule is called "x"; see check --list-rules',
  ]);
});

test("paths are read inside the roots only, by name or by link", async () => {
  const folder = folderOf({ "inside/a.py": PYTHON, "outside/b.py": PYTHON });
  const root = join(folder, "inside");
  symlinkSync(join(folder, "outside"), join(root, "link"));
  mkdirSync(join(root, "empty"));
  const run = toolIn([root]);
  expect((await run({ paths: ["."] })).value.findings).toMatchObject([{ file: "a.py", line: 4 }]);
  expect((await run({ paths: ["**/*.py"] })).value.findings).toHaveLength(1);
  for (const path of ["link", "link/b.py", "../outside", join(folder, "outside/b.py"), "/none"]) {
    expect(await run({ paths: [path] })).toMatchObject({ code: "outside-roots" });
  }
  expect(await run({ paths: ["none.py"] })).toMatchObject({
    code: "invalid-arguments",
    text: "path: no file or folder is at none.py",
  });
});

test("the client's folders count if it is trusted and the operator named none", async () => {
  const folder = folderOf({ "a.py": PYTHON });
  const roots = () => [folder];
  const paths = ["a.py"];
  expect(await toolIn([], true)({ paths }, { roots: () => undefined })).toMatchObject({
    code: "needs",
  });
  expect((await toolIn([], true)({ paths }, { roots })).value.findings).toHaveLength(1);
  expect(await toolIn([], false)({ paths }, { roots })).toMatchObject({ code: "outside-roots" });
  expect(await toolIn([], true)({ paths }, {})).toMatchObject({ code: "outside-roots" });
  const empty = folderOf({});
  expect(await toolIn([empty], true)({ paths: [folder] }, { roots })).toMatchObject({
    code: "outside-roots",
  });
});

test.each([
  [{}, /conflicting-arguments: code, paths: give exactly one/],
  [{ code: "x", paths: ["."] }, /conflicting-arguments/],
  [{ code: "x" }, /invalid-arguments: language: .* received none/],
  [{ code: "x", language: "ruby" }, /received ruby/],
  [{ code: "x", language: "ts", items: [16] }, /items.0: 1 to 15, received 16/],
  [{ code: "x", language: "ts", budgetTokens: 9 }, /budgetTokens: 1000 to 10000, received 9/],
  [{ cursor: "made-up.4" }, /bad-cursor: cursor: /],
])("%j is refused", async (args, message) => {
  const { code, text } = await toolIn([])(args);
  expect(`${code}: ${text}`).toMatch(message);
});

test("progress is told, and an abort ends the check with its reason", async () => {
  const folder = folderOf({ "a.py": PYTHON, "b.py": PYTHON });
  const run = toolIn([folder]);
  const seen: string[] = [];
  await run({ paths: ["."] }, { progress: (_done, _total, message) => void seen.push(message) });
  expect(seen).toEqual(["1 of 2 files", "2 of 2 files"]);
  const { code } = await run({ paths: ["."] }, { signal: AbortSignal.abort(new Error("enough")) });
  expect(code).toBe("cancelled");
});
