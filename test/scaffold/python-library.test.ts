import { createRequire } from "node:module";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Postgres, startPostgres } from "./postgres.ts";
import { patterns, pythonFolder, run, source } from "./python.ts";
import { installLibraries, libraryFolder } from "./python-libraries.ts";

// A cold type checker on a busy machine; it is quick otherwise.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const pyright = createRequire(import.meta.url).resolve("pyright/index.js");
let libraries: string;
let postgres: Postgres;

beforeAll(async () => {
  libraries = await installLibraries();
  postgres = await startPostgres();
});

afterAll(() => postgres.stop());

test("every variant with a library holds, on a real PostgreSQL where it uses one", async () => {
  // The variant's own folder comes first: both folders have a file of the same name.
  const { code, output } = await run(
    "python3",
    ["-W", "error", "-m", "unittest", "discover", "-v", "-p", "test_*.py", "-s", libraryFolder],
    { PYTHONPATH: `${pythonFolder}:${libraries}`, DATABASE_URL: postgres.url },
  );
  expect(output).toMatch(/\nOK\s*$/);
  expect(code).toBe(0);
  for (const pattern of patterns(libraryFolder)) expect(output).toContain(`(test_${pattern}.`);
});

test("the variants with a library are clean under pyright strict", async () => {
  const { code, output } = await run(process.execPath, [pyright, "-p", libraryFolder]);
  expect(output).toContain("0 errors, 0 warnings");
  expect(code).toBe(0);
});

test.each(patterns(libraryFolder))("the example of %s with a library runs", async (name) => {
  const { code, output } = await run(
    "python3",
    ["-W", "error", `${libraryFolder}example_${name}.py`],
    { PYTHONPATH: libraries, DATABASE_URL: postgres.url },
  );
  expect(output).not.toMatch(/Traceback|Error:/);
  expect(output).not.toBe("");
  expect(code).toBe(0);
});

test("every variant with a library says what its test proves and where it fails", () => {
  expect(patterns(libraryFolder)).toHaveLength(8);
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
