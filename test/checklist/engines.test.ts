import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { runCheck } from "../../src/checklist/check.ts";
import { folderOf } from "./folder.ts";
import { parts } from "./parts.ts";

const { signal } = new AbortController();

// Of a rule that we have none of our own for: ours would take its place.
const BOUNDED = "import asyncio\n\nasync def f(timeout):\n    await asyncio.sleep(1)\n";
const FLOATING = [
  'import { later } from "./later.js";',
  "export function go() {",
  '  const é = "é"; later.now();',
  "  return new Promise(async (resolve) => resolve(é));",
  "}",
  // Types alone take this for a floating promise, but it cannot reject.
  "async function quiet() { try { await later.now(); } catch {} }",
  "quiet();",
].join("\n");
const LATER = "export const later: { now(): Promise<void> } = { now: async () => {} };\n";

function check(cwd: string, typed: boolean, engines = parts.engines) {
  return runCheck({ paths: ["."], cwd, roots: [cwd], typed, signal }, { ...parts, engines });
}

test("borrowed findings come with their origin, their item and a place in characters", async () => {
  const folder = folderOf({
    "a.py": BOUNDED,
    "sub/a.ts": FLOATING,
    "sub/later.ts": LATER,
    // The type checker takes no project whose configuration it does not know.
    "tsconfig.json": '{ "compilerOptions": { "baseUrl": ".", "types": ["none-such"] } }',
  });
  const { findings, engines } = await check(folder, true);
  const borrowed = findings.filter(({ origin }) => origin !== "signalbox");
  expect(
    borrowed.map(({ file, line, column, item, rule, origin }) =>
      [file, line, column, item, origin, rule].join(" "),
    ),
  ).toEqual([
    "a.py 3 13 8 ruff ASYNC109",
    "sub/a.ts 3 18 3 oxlint typescript/no-floating-promises",
    "sub/a.ts 4 22 3 oxlint eslint/no-async-promise-executor",
  ]);
  expect(borrowed.map(({ source }) => source.trim())).toEqual([
    "async def f(timeout):",
    'const é = "é"; later.now();',
    "return new Promise(async (resolve) => resolve(é));",
  ]);
  expect(engines.map(({ name, state }) => [name, state])).toEqual([
    ["ruff", "ran"],
    ["oxlint", "ran"],
    ["oxlint types", "ran"],
  ]);
});

test("a promise that leaves a try by return is reported, an await too many is not", async () => {
  const folder = folderOf({
    "a.ts": [
      "async function load(): Promise<number> { return 1; }",
      "export async function inside() { try { return load(); } catch { return 0; } }",
      "export async function outside() { return await load(); }",
    ].join("\n"),
  });
  const { findings } = await check(folder, true);
  expect(findings.map(({ line, level, confidence }) => [line, level, confidence])).toEqual([
    [2, "fail", "medium"],
  ]);
  expect(findings[0]?.message).toContain("the catch or finally around it is over by then");
});

test("an engine that is not installed makes its items unavailable instead of passed", async () => {
  const folder = folderOf({ "a.ts": "export const f = async () => 1;\n", "b.py": "x = 1\n" });
  const none = createRequire("/none-such/a.js");
  const { items, engines } = await check(folder, true, none);
  expect(engines).toEqual([
    {
      name: "ruff",
      state: "unavailable",
      detail: "@astral-sh/ruff-wasm-nodejs is not installed",
    },
    { name: "oxlint", state: "unavailable", detail: "oxlint is not installed" },
    { name: "oxlint types", state: "unavailable", detail: "oxlint is not installed" },
  ]);
  const [concurrencyType, , orphans] = items;
  expect(concurrencyType).toMatchObject({
    verdict: "unavailable",
    because: "ruff did not run: @astral-sh/ruff-wasm-nodejs is not installed",
  });
  expect(orphans?.verdict).toBe("unavailable");
  expect(items[1]?.verdict).toBe("not-applicable");
});

test("an engine without files of its language is unused; its rules can be allowed", async () => {
  const folder = folderOf({
    "a.py": BOUNDED.replace("):", "):  # signalbox-allow ASYNC109: the peer needs it"),
  });
  const { findings, engines } = await check(folder, true);
  expect(findings).toEqual([]);
  expect(engines.map(({ state }) => state)).toEqual(["ran", "unused", "unused"]);
});

test("a throw in finally that TypeScript wrote for an older target is not reported", async () => {
  const down = [
    "export function f(it) {",
    "  let e_1, done, end;",
    "  try { use(it); }",
    "  catch (x) { e_1 = { error: x }; }",
    "  finally {",
    "    try { if (!done && (end = it.return)) end.call(it); }",
    "    finally { if (e_1) throw e_1.error; }",
    "  }",
    "}",
  ].join("\n");
  const folder = folderOf({
    "down.js": down,
    "own.js":
      "export function f() {\n  try { use(); }\n  finally { if (late) throw late.error; }\n}\n",
  });
  const { findings } = await check(folder, false);
  const unsafe = findings.filter(({ rule }) => rule === "eslint/no-unsafe-finally");
  expect(unsafe.map(({ file, line }) => `${file}:${line}`)).toEqual(["own.js:3"]);
});

test.each([true, false])("what a project tells oxlint is not heard (typed: %s)", async (typed) => {
  const folder = folderOf({
    "src/a.ts": "export const a = new Promise(async (resolve) => resolve(1));\n",
    "src/.oxlintrc.json": '{ "rules": { "no-async-promise-executor": "off" } }',
    ".oxlintrc.json": '{ "ignorePatterns": ["**/*"] }',
    ".eslintignore": "src\n",
  });
  const { findings } = await check(folder, typed);
  expect(findings.map(({ file, rule }) => `${file} ${rule}`)).toEqual([
    "src/a.ts eslint/no-async-promise-executor",
  ]);
});
