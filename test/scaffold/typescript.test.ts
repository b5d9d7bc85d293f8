import { readFile, rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "./python.ts";
import {
  compilePatterns,
  nodes,
  patternsIn,
  runNodeTests,
  typescriptFolder,
} from "./typescript.ts";

// The patterns on a database have a test file of their own, which starts a PostgreSQL.
const onDatabase = new Set(["advisory-lock", "optimistic-locking", "pessimistic-locking"]);
const all = [
  ...(await patternsIn(typescriptFolder)),
  ...(await patternsIn(`${typescriptFolder}library`)).map((name) => `library/${name}`),
];
const patterns = all.filter((name) => !onDatabase.has(name));
let compiled: string;

beforeAll(async () => {
  compiled = await compilePatterns();
});

afterAll(() => rm(compiled, { recursive: true, force: true }));

test.each(nodes)("every pattern holds under its own tests on %s", async (node) => {
  expect(patterns.length).toBeGreaterThan(17);
  const files = patterns.map((name) => `${compiled}/scaffold/typescript/${name}.test.js`);
  const { output, code, passed, failed } = await runNodeTests(node, files);
  expect(output.match(/^not ok .*$/gm) ?? []).toEqual([]);
  expect({ code, failed }).toEqual({ code: 0, failed: 0 });
  const texts = await Promise.all(patterns.map((name) => source(`${name}.test.ts`)));
  const declared = texts.map((text) => (text.match(/^ *test\(/gm) ?? []).length);
  expect(Math.min(...declared)).toBeGreaterThanOrEqual(3);
  expect(passed).toBeGreaterThanOrEqual(declared.reduce((sum, each) => sum + each));
});

test.each(patterns)("the example of %s runs", async (name) => {
  for (const node of nodes) {
    const example = `${compiled}/scaffold/typescript/${name}.example.js`;
    const { code, output } = await run(node, [example]);
    expect(output).not.toBe("");
    expect(output).not.toMatch(/Error|Warning/);
    expect(code).toBe(0);
  }
});

test.each(all)(
  "the test of %s opens with what it proves and where the pattern fails",
  async (n) => {
    const text = await source(`${n}.test.ts`);
    const items = String.raw`(// - [^\n]+\n(//   [^\n]+\n)*)`;
    expect(text).toMatch(
      new RegExp(
        String.raw`^(// [A-Z][^\n]+\n(// [^\n]+\n)*)//\n` +
          String.raw`// Invariants the test proves:\n${items}{3,}` +
          String.raw`//\n// Pitfalls:\n${items}{3,}import `,
      ),
    );
  },
);

test.each(all)("the example of %s has a function for the caller's name", async (name) => {
  const text = await source(`${name}.example.ts`);
  expect(text).toMatch(/^export (async )?function scaffolded\(/m);
  for (const line of text.split("\n").filter((line) => line.includes("knob:"))) {
    expect(line).toMatch(
      /^const (limit|timeoutMs|onError)(: "fail-fast" \| "settle")? = \S+; \/\/ knob: \1$/,
    );
  }
});

function source(name: string): Promise<string> {
  return readFile(`${typescriptFolder}${name}`, "utf8");
}
