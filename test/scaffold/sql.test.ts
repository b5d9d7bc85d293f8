import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Postgres, startPostgres } from "./postgres.ts";
import { run } from "./python.ts";

const sources = new URL("../../src/scaffold/typescript/", import.meta.url);
const cache = fileURLToPath(new URL("../../.cache/", import.meta.url));
const names = ["advisory-lock", "optimistic-locking", "pessimistic-locking", "pool-sizing"];
let postgres: Postgres;
let folder: string;

// The folder is inside the repository, so that the compiled files find the package pg.
beforeAll(async () => {
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(`${cache}sql-`);
  await writeFile(`${folder}/package.json`, '{ "type": "module" }');
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
  const files = (await readdir(sources)).filter((file) => names.includes(file.split(".")[0] ?? ""));
  for (const file of files) {
    const text = await readFile(new URL(file, sources), "utf8");
    const { outputText } = ts.transpileModule(text, { compilerOptions });
    await writeFile(`${folder}/${file.replace(/ts$/, "js")}`, outputText);
  }
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

test.each(names)("%s holds on a real PostgreSQL, under its own test", async (name) => {
  const settings = { DATABASE_URL: postgres.url };
  const file = `${folder}/${name}.test.js`;
  const { code, output } = await run(
    process.execPath,
    ["--test", "--test-reporter=tap", file],
    settings,
  );
  expect(output).toMatch(/^# fail 0$/m);
  expect(Number(/^# pass (\d+)$/m.exec(output)?.[1])).toBeGreaterThan(4);
  expect(code).toBe(0);
});

test.each([
  ["advisory-lock", "machine 1 writes the report\nmachine 2 has nothing to do\n"],
  ["optimistic-locking", "500 cents at version 5\n"],
  ["pessimistic-locking", "400 cents left\n"],
  ["pool-sizing", "3 connections (need), load 0.80\n"],
])("the example of %s runs", async (name, output) => {
  const settings = { DATABASE_URL: postgres.url };
  const ran = await run(process.execPath, [`${folder}/${name}.example.js`], settings);
  expect(ran).toEqual({ code: 0, output });
});
