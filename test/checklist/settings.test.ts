import { mkdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCheck } from "../../src/checklist/check.ts";
import { RULES } from "../../src/checklist/rules.ts";
import { settingsFor } from "../../src/checklist/settings.ts";
import { folderOf } from "./folder.ts";
import { parts } from "./parts.ts";

const FETCH = "export async function f() {\n  await fetch('/a');\n}\n";
const FAN_OUT = "export const all = (xs: string[]) => Promise.all(xs.map((x) => work(x)));\n";

async function check(folder: string) {
  const { signal } = new AbortController();
  const settings = settingsFor(folder);
  const where = { paths: ["."], cwd: folder, roots: [folder] };
  return runCheck({ ...where, typed: false, signal, settings }, parts);
}

const withSettings = (settings: unknown, files: Record<string, string>) =>
  folderOf({ "signalbox.config.json": JSON.stringify(settings), ...files });

test("rules that are off find nothing, and their item has not passed by that", async () => {
  const ofItem = RULES.filter(({ item }) => item === 2);
  const rules = Object.fromEntries(ofItem.map(({ name }) => [name, "off"]));
  const { findings, items } = await check(withSettings({ rules }, { "a.ts": FAN_OUT }));
  expect(findings).toEqual([]);
  expect(items[1]).toMatchObject({
    id: 2,
    verdict: "review",
    because: "no rule looks for this: a person must",
  });
});

test("a level counts instead of the rule's own", async () => {
  const rules = { "missing-timeout": "review", "unbounded-fan-out": "fail" };
  const { findings, items } = await check(
    withSettings({ rules }, { "a.ts": FETCH, "b.ts": FAN_OUT }),
  );
  expect(findings.map(({ rule, level, confidence }) => [rule, level, confidence])).toEqual([
    ["missing-timeout", "review", "high"],
    ["unbounded-fan-out", "fail", "high"],
  ]);
  expect([items[1]?.verdict, items[7]?.verdict]).toEqual(["fail", "review"]);
});

test("a borrowed rule goes by its code, with or without its tool's name", async () => {
  const code = "def f():\n    try:\n        g()\n    finally:\n        return 1\n";
  const files = { "a.py": code };
  expect((await check(folderOf(files))).findings).toMatchObject([{ rule: "B012" }]);
  for (const name of ["ruff/B012", "B012"]) {
    const { findings } = await check(withSettings({ rules: { [name]: "off" } }, files));
    expect(findings).toEqual([]);
  }
});

test("ignored paths are patterns from the file's folder, and for named files too", async () => {
  const folder = withSettings(
    { ignore: ["old/**", "!old/kept.ts", "*.gen.ts"] },
    { "a.ts": FETCH, "b.gen.ts": FETCH, "old/c.ts": FETCH, "old/kept.ts": FETCH },
  );
  const { findings } = await check(folder);
  expect(findings.map(({ file }) => file)).toEqual(["a.ts", "old/kept.ts"]);
  const { signal } = new AbortController();
  const where = {
    paths: ["b.gen.ts"],
    cwd: folder,
    roots: [folder],
    settings: settingsFor(folder),
  };
  expect((await runCheck({ ...where, typed: false, signal }, parts)).files).toBe(0);
});

test("a folder of a repository takes the settings above it, and no others are", () => {
  const folder = withSettings({ rules: { S113: "off" } }, { "in/a.ts": "", "in/deep/b.ts": "" });
  const deep = join(folder, "in/deep");
  expect([...settingsFor(deep).off]).toEqual([]);
  mkdirSync(join(folder, ".git"));
  expect([...settingsFor(deep).off]).toEqual(["ruff/S113"]);
  mkdirSync(join(folder, "in/.git"));
  expect([...settingsFor(deep).off]).toEqual([]);
});

describe("what is wrong is said with field, range and value", () => {
  test.each([
    ["{", "not JSON: line 1, column 2"],
    ["[]", "must be an object, received []"],
    ['{"rule":{}}', 'no field is called "rule"'],
    [
      '{"rules":{"missing-timeout":"warn"}}',
      'rules.missing-timeout: one of off, review, fail, received "warn"',
    ],
    [
      '{"rules":{"missing-time":"off"}}',
      'rules: no rule is called "missing-time"; see check --list-rules',
    ],
    ['{"ignore":"a"}', 'ignore: must be an array, received "a"'],
    ['{"ignore":[""]}', 'ignore.0: at least 1, received ""'],
  ])("%s", (text, message) => {
    const folder = folderOf({ "signalbox.config.json": text });
    expect(() => settingsFor(folder)).toThrow(
      expect.objectContaining({ message: `signalbox.config.json: ${message}` }),
    );
  });

  test.each([
    // Nothing but NUL, which takes no place on the disk: read, it is no JSON.
    [50_000_000, "not JSON"],
    [50_000_001, "at most 50000000 bytes, has 50000001"],
  ])("a file of %i bytes", (size, message) => {
    const folder = folderOf({ "signalbox.config.json": "" });
    truncateSync(join(folder, "signalbox.config.json"), size);
    expect(() => settingsFor(folder)).toThrow(`signalbox.config.json: ${message}`);
  });

  test("a file that is named must be there", () => {
    expect(() => settingsFor(folderOf({}), "my.json")).toThrow("my.json: cannot be read (ENOENT)");
  });
});
