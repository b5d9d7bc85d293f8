import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scaffoldsIn, titleOf } from "./generated.ts";
import { type Postgres, startPostgres } from "./postgres.ts";
import { run } from "./python.ts";
import { compileScaffolds, runNodeTests } from "./typescript.ts";

const cases = scaffoldsIn("typescript")
  .filter(({ dependencies }) => "pg" in dependencies)
  .map((scaffold) => [titleOf(scaffold), scaffold] as const);
let postgres: Postgres;
let compiled: string;

beforeAll(async () => {
  compiled = await compileScaffolds(cases.map(([, scaffold]) => scaffold));
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres.stop();
  await rm(compiled, { recursive: true, force: true });
});

test.each(cases)("%s holds on a real PostgreSQL, under its own test", async (title, scaffold) => {
  const files = [`${compiled}/${title}/${scaffold.pattern}.test.js`];
  const settings = { DATABASE_URL: postgres.url };
  const { output, code, passed } = await runNodeTests(process.execPath, files, settings);
  expect(output).toMatch(/^# fail 0$/m);
  expect(passed).toBeGreaterThan(4);
  expect(code).toBe(0);
});

const printed: Readonly<Record<string, string>> = {
  "advisory-lock": "machine 1 writes the report\nmachine 2 has nothing to do\n",
  "optimistic-locking": "500 cents at version 5\n",
  "pessimistic-locking": "400 cents left\n",
};

test.each(cases)("the example of %s runs", async (title, { pattern }) => {
  const settings = { DATABASE_URL: postgres.url };
  const example = `${compiled}/${title}/${pattern}.example.js`;
  const ran = await run(process.execPath, [example], settings);
  expect(ran).toEqual({ code: 0, output: printed[pattern] });
});
