import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { scaffoldsIn, titleOf, writeScaffolds } from "./generated.ts";
import { type Postgres, startPostgres } from "./postgres.ts";
import { configurePyright, patterns, run, runUnittest, source } from "./python.ts";
import { installLibraries, libraryFolder } from "./python-libraries.ts";

// A cold type checker on a busy machine; it is quick otherwise.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const pyright = createRequire(import.meta.url).resolve("pyright/index.js");
const libraries = scaffoldsIn("python").filter(({ variant }) => variant === "library");
const cases = libraries.map((scaffold) => [titleOf(scaffold), scaffold] as const);
let folder: string;
let installed: string;
let postgres: Postgres;

const env = () => ({ PYTHONPATH: installed, DATABASE_URL: postgres.url });

beforeAll(async () => {
  installed = await installLibraries();
  ({ folder } = await writeScaffolds(libraries));
  await configurePyright(
    folder,
    cases.map(([title]) => title),
    [installed],
  );
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

test.each(cases)("%s holds, on a real PostgreSQL where it uses one", async (title) => {
  const { code, output, ran } = await runUnittest(`${folder}/${title}`, [], env());
  expect(output).toMatch(/\nOK\s*$/);
  expect(ran).toBeGreaterThanOrEqual(2);
  expect(code).toBe(0);
});

test("the variants with a library are clean under pyright strict", async () => {
  const { code, output } = await run(process.execPath, [pyright, "-p", folder]);
  expect(output).toContain("0 errors, 0 warnings");
  expect(code).toBe(0);
});

test.each(cases)("the example of %s runs", async (title, { pattern }) => {
  const example = `${folder}/${title}/example_${pattern.replaceAll("-", "_")}.py`;
  const { code, output } = await run("python3", ["-W", "error", example], env());
  expect(output).not.toMatch(/Traceback|Error:/);
  expect(output).not.toBe("");
  expect(code).toBe(0);
});

test("what is installed for these tests is what the catalogue tells", () => {
  const told = libraries.flatMap(({ dependencies }) => Object.entries(dependencies));
  const lines = new Set(told.map(([name, version]) => `${name}==${version}`));
  expect(source(libraryFolder, "requirements.txt").trim().split("\n")).toEqual([...lines].sort());
});

test("every variant with a library says what its test proves and where it fails", () => {
  expect(patterns(libraryFolder)).toHaveLength(cases.length);
  for (const name of patterns(libraryFolder)) {
    const text = source(libraryFolder, `${name}.py`);
    const [, head = ""] = text.split('"""');
    expect(head, name).toMatch(/\n\nInvariants the test proves:\n(- [^\n]+\n( {2}[^\n]+\n)*){3,}/);
    expect(head, name).toMatch(/\n\nPitfalls:\n(- [^\n]+\n( {2}[^\n]+\n)*){3,}$/);
    const lines = [`${name}.py`, `test_${name}.py`, `example_${name}.py`].flatMap((file) =>
      source(libraryFolder, file).split("\n"),
    );
    expect(
      lines.filter((line) => line.length > 100),
      name,
    ).toEqual([]);
  }
});
