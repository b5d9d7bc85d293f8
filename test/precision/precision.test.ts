import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RULES } from "../../src/checklist/rules.ts";
import { isShown, placeOf, readVerdicts, withTable } from "./table.mjs";

const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
const verdicts = readVerdicts();

test("the table of the page is what was found and read", () => {
  const page = read("precision.md");
  const counts = JSON.parse(read("found.json")) as Parameters<typeof withTable>[1];
  expect(withTable(page, counts, verdicts)).toBe(page);
});

test("each finding was read once, and is judged with a reason", () => {
  expect(new Set(verdicts.map(placeOf)).size).toBe(verdicts.length);
  for (const { verdict, why } of verdicts) {
    expect(verdict).toMatch(/^(?:right|wrong|arguable)$/);
    expect(why).toMatch(/^.{10,200}$/);
  }
  expect(verdicts.length).toBeGreaterThanOrEqual(100);
  expect(verdicts.filter(isShown).length).toBeGreaterThanOrEqual(60);
});

test("what is read is of rules that exist", () => {
  const names = new Set(RULES.map(({ name }) => name));
  const own = verdicts.filter(({ rule }) => !/^[A-Z]+\d+$|\//.test(rule));
  expect(own.map(({ rule }) => rule).filter((rule) => !names.has(rule))).toEqual([]);
});
