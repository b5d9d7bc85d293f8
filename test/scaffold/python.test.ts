import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test, vi } from "vitest";
import { patterns, pythonFolder, run, source } from "./python.ts";

// A cold type checker on a busy machine; it is quick otherwise.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const pyright = createRequire(import.meta.url).resolve("pyright/index.js");
const files = readdirSync(pythonFolder).filter((name) => name.endsWith(".py"));

test("python3 is 3.11 or newer", async () => {
  const version = await run("python3", ["-c", "import sys; print(*sys.version_info[:2])"]);
  const [major = 0, minor = 0] = version.output.split(" ").map(Number);
  expect(major === 3 && minor >= 11, `python3 >= 3.11 is needed, found ${version.output}`).toBe(
    true,
  );
});

test("every Python pattern holds under its own unittest, with warnings as errors", async () => {
  const { code, output } = await run("python3", [
    // Without site-packages: the patterns need nothing but the standard library.
    ..."-I -S -W error -m unittest discover -v -p test_*.py -s".split(" "),
    pythonFolder,
  ]);
  expect(output).toMatch(/\nOK\s*$/);
  expect(code).toBe(0);
  const ran = Number(/^Ran (\d+) tests/m.exec(output)?.[1]);
  expect(ran).toBeGreaterThan(patterns(pythonFolder).length * 3);
  for (const pattern of patterns(pythonFolder)) expect(output).toContain(`(test_${pattern}.`);
});

test("the Python patterns are clean under pyright strict", async () => {
  const { code, output } = await run(process.execPath, [pyright, "-p", pythonFolder]);
  expect(output).toContain("0 errors, 0 warnings");
  expect(code).toBe(0);
});

test.each(patterns(pythonFolder).filter((name) => name !== "virtual_time"))(
  "%s has an example that runs",
  async (pattern) => {
    const example = `${pythonFolder}example_${pattern}.py`;
    expect(source(pythonFolder, `example_${pattern}.py`)).toMatch(/^(async )?def scaffolded\(/m);
    const { code, output } = await run("python3", ["-W", "error", example]);
    expect(output).not.toMatch(/Traceback|never retrieved|Error:/);
    expect(output).not.toBe("");
    expect(code).toBe(0);
  },
);

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
