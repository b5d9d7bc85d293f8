import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Scaffold, ScaffoldFile } from "../../src/scaffold/pattern.ts";
import { NAME, scaffoldsIn, titleOf } from "./generated.ts";
import { nodeProgram, nodeVersions } from "./node-versions.ts";
import { run } from "./python.ts";
import { compileScaffolds, runNodeTests } from "./typescript.ts";

const scaffolds = scaffoldsIn("typescript");
const cases = scaffolds.map((scaffold) => [titleOf(scaffold), scaffold] as const);
// Those on a database have a test file of their own, which starts a PostgreSQL.
const withoutDatabase = cases.filter(([, { dependencies }]) => !("pg" in dependencies));
let compiled: string;

beforeAll(async () => {
  compiled = await compileScaffolds(scaffolds);
});

afterAll(() => rm(compiled, { recursive: true, force: true }));

test.each(nodeVersions)("every pattern holds under its own tests on Node %s", async (version) => {
  const node = await nodeProgram(version);
  expect((await run(node, ["--version"])).output).toBe(`v${version}\n`);
  expect(withoutDatabase.length).toBeGreaterThan(20);
  const files = withoutDatabase.map(
    ([title, { pattern }]) => `${compiled}/${title}/${pattern}.test.js`,
  );
  const { output, code, passed, failed } = await runNodeTests(node, files);
  expect(output.match(/^not ok .*$/gm) ?? []).toEqual([]);
  expect({ code, failed }).toEqual({ code: 0, failed: 0 });
  const texts = withoutDatabase.map(([, scaffold]) => file(scaffold, ".test.ts").text);
  const declared = texts.map((text) => (text.match(/^ *test\(/gm) ?? []).length);
  expect(Math.min(...declared)).toBeGreaterThanOrEqual(3);
  expect(passed).toBeGreaterThanOrEqual(declared.reduce((sum, each) => sum + each));
});

test.each(withoutDatabase)("the example of %s runs", async (title, { pattern }) => {
  for (const node of await Promise.all(nodeVersions.map(nodeProgram))) {
    const { code, output } = await run(node, [`${compiled}/${title}/${pattern}.example.js`]);
    expect(output).not.toBe("");
    expect(output).not.toMatch(/Error|Warning/);
    expect(code).toBe(0);
  }
});

test.each(cases)(
  "the test of %s opens with what it proves and where it fails",
  (_title, scaffold) => {
    const items = String.raw`(// - [^\n]+\n(//   [^\n]+\n)*)`;
    expect(file(scaffold, ".test.ts").text).toMatch(
      new RegExp(
        String.raw`^(// [A-Z][^\n]+\n(// [^\n]+\n)*)//\n` +
          String.raw`// Invariants the test proves:\n${items}{3,}` +
          String.raw`//\n// Pitfalls:\n${items}{3,}import `,
      ),
    );
  },
);

test.each(cases)("the example of %s has a function of the caller's name", (_title, scaffold) => {
  const { text } = file(scaffold, ".example.ts");
  expect(text).toMatch(new RegExp(`^export (async )?function ${NAME}\\(`, "m"));
  for (const knob of scaffold.knobs) {
    expect(text).toMatch(new RegExp(`^const ${knob}(: "fail-fast" \\| "settle")? = \\S+;$`, "m"));
  }
});

function file({ pattern, files }: Scaffold, ending: string): ScaffoldFile {
  const found = files.find(({ name }) => name === `${pattern}${ending}`);
  if (found === undefined) throw new Error(`${pattern} has no file ${ending}`);
  return found;
}
