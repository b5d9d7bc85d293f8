import { readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { NAME, scaffoldsIn, titleOf, writeScaffolds } from "./generated.ts";
import { configurePyright, patterns, pythonFolder, run, runUnittest, source } from "./python.ts";

// A cold type checker on a busy machine; it is quick otherwise.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const pyright = createRequire(import.meta.url).resolve("pyright/index.js");
const standalone = scaffoldsIn("python").filter(({ variant }) => variant === "standalone");
const cases = standalone.map((scaffold) => [titleOf(scaffold), scaffold] as const);
const files = readdirSync(pythonFolder).filter((name) => name.endsWith(".py"));

let folder: string;

beforeAll(async () => {
  ({ folder } = await writeScaffolds(standalone));
  await configurePyright(
    folder,
    cases.map(([title]) => title),
    [],
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("python3 is 3.11 or newer", async () => {
  const version = await run("python3", ["-c", "import sys; print(*sys.version_info[:2])"]);
  const [major = 0, minor = 0] = version.output.split(" ").map(Number);
  expect(major === 3 && minor >= 11, `python3 >= 3.11 is needed, found ${version.output}`).toBe(
    true,
  );
});

test.each(cases)("%s holds under its own unittest, alone in its folder", async (title) => {
  // Without site-packages: the patterns need nothing but the standard library.
  const { code, output, ran } = await runUnittest(`${folder}/${title}`, ["-I", "-S"]);
  expect(output).toMatch(/\nOK\s*$/);
  expect(ran).toBeGreaterThanOrEqual(3);
  expect(code).toBe(0);
});

test("the tests' virtual time holds under its own test", async () => {
  const file = `${pythonFolder}test_virtual_time.py`;
  const { code, output } = await run("python3", ["-W", "error", file]);
  expect(output).toMatch(/^Ran [1-9]\d* tests?[^]*\nOK\s*$/m);
  expect(code).toBe(0);
});

test("the Python scaffolds are clean under pyright strict", async () => {
  const { code, output } = await run(process.execPath, [pyright, "-p", folder]);
  expect(output).toContain("0 errors, 0 warnings");
  expect(code).toBe(0);
});

test("the Python sources are clean under pyright strict", async () => {
  const { code, output } = await run(process.execPath, [pyright, "-p", pythonFolder]);
  expect(output).toContain("0 errors, 0 warnings");
  expect(code).toBe(0);
});

test.each(cases)("the example of %s runs", async (title, { pattern }) => {
  const name = `example_${pattern.replaceAll("-", "_")}`;
  const example = `${folder}/${title}/${name}.py`;
  expect(source("", example)).toMatch(new RegExp(`^(async )?def ${NAME}\\(`, "m"));
  const { code, output } = await run("python3", ["-W", "error", example]);
  expect(output).not.toMatch(/Traceback|never retrieved|Error:/);
  expect(output).not.toBe("");
  expect(code).toBe(0);
});

test.each(files.filter((name) => patterns(pythonFolder).includes(name.slice(0, -3))))(
  "%s says what its test proves and where it fails",
  (name) => {
    if (name === "virtual_time.py") return;
    const [, head = ""] = source(pythonFolder, name).split('"""');
    expect(head).toMatch(/^[A-Z][^\n]{20,}/);
    expect(head).toMatch(/\n\nInvariants the test proves:\n(- [^\n]+\n( {2}[^\n]+\n)*){3,}/);
    expect(head).toMatch(/\n\nPitfalls:\n(- [^\n]+\n( {2}[^\n]+\n)*){3,}$/);
  },
);

test("every Python file keeps the limits of the house", () => {
  expect(files.length).toBeGreaterThan(40);
  for (const name of files) {
    const lines = source(pythonFolder, name).split("\n");
    expect(lines.length, name).toBeLessThanOrEqual(300);
    expect(
      lines.filter((line) => line.length > 100),
      name,
    ).toEqual([]);
  }
});

test("a pattern stands alone, or on task_scope and bounded_map only", () => {
  const foundations = new Set(["task_scope", "bounded_map"]);
  const names = new Set(patterns(pythonFolder));
  for (const name of names) {
    const imported = source(pythonFolder, `${name}.py`).matchAll(/^(?:from|import) (\w+)/gm);
    const siblings = [...imported].map(([, module = ""]) => module).filter((m) => names.has(m));
    expect(
      siblings.filter((sibling) => !foundations.has(sibling)),
      name,
    ).toEqual([]);
  }
});
