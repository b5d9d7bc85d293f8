import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Baseline } from "../../src/checklist/baseline.ts";
import type { PlacedFinding } from "../../src/checklist/report.ts";
import { folderOf } from "./folder.ts";
import { finding, reportOf } from "./formats/report.ts";

const text = "await fetch(url);";
const known = { file: "src/a.ts", rule: "missing-timeout", text, count: 1 };

/** A baseline in a folder in which the files of these reports exist. */
const baseline = (...entries: (typeof known)[]) =>
  new Baseline("known.json", folderOf({ "src/a.ts": "", "src/b.ts": "" }), entries);

const report = (...findings: PlacedFinding[]) => reportOf(findings, { judged: ["src/a.ts"] });

describe("a finding", () => {
  test("is known wherever its line went", () => {
    const moved = finding({ line: 90, source: "\t\tawait  fetch(url);" });
    expect(baseline(known).apply(report(moved))).toMatchObject({
      findings: [],
      baseline: { known: 1, fixed: [] },
    });
  });

  test.each([
    ["its line is another", finding({ source: "await fetch(other);" })],
    ["its rule is another", finding({ rule: "S113", origin: "ruff" })],
    ["its file is another", finding({ file: "src/b.ts" })],
  ])("is new when %s", (_, one) => {
    expect(baseline(known).apply(report(one)).findings).toEqual([one]);
  });

  test("is new when there are more of its kind than were known", () => {
    const [first, second, third] = [finding(), finding({ line: 5 }), finding({ line: 9 })];
    const { findings } = baseline({ ...known, count: 2 }).apply(report(first, second, third));
    expect(findings).toEqual([third]);
  });
});

test("an item of which only known findings are left is to be reviewed", () => {
  const { items } = baseline(known).apply(report(finding()));
  expect(items[7]).toMatchObject({
    verdict: "review",
    because: "1 known finding in the baseline",
  });
  const fresh = finding({ line: 3, source: "await fetch(other);" });
  expect(baseline(known).apply(report(finding(), fresh)).items[7]).toMatchObject({
    verdict: "fail",
    because: "src/a.ts:3: `fetch` has no timeout: it waits for ever",
  });
});

describe("what is not found any more", () => {
  test("is told as fixed when its file was judged or is gone", () => {
    const gone = { ...known, file: "src/gone.ts" };
    const { baseline: compared } = baseline({ ...known, count: 2 }, gone).apply(report(finding()));
    expect(compared).toEqual({ known: 1, fixed: [{ ...known, count: 1 }, gone] });
  });

  test("is not when its file or its engine was not asked", () => {
    const elsewhere = { ...known, file: "src/b.ts" };
    const borrowed = { ...known, rule: "ruff/S113" };
    const engines = [{ name: "ruff", state: "unavailable" as const, detail: "not installed" }];
    const one = reportOf([], { judged: ["src/a.ts"], engines });
    expect(baseline(elsewhere, borrowed).apply(one).baseline).toEqual({ known: 0, fixed: [] });
  });
});

test("an update counts what is there, drops what is fixed and keeps what was not looked at", () => {
  const elsewhere = { ...known, file: "src/b.ts" };
  const fixed = { ...known, text: "await fetch(old);" };
  const updated = baseline(known, elsewhere, fixed).updated(
    report(finding(), finding({ line: 8 })),
  );
  expect(updated.entries).toEqual([{ ...known, count: 2 }, elsewhere]);
});

test("what is written is read again, from the folder of the file", () => {
  const folder = folderOf({ "ci/.keep": "", "src/a.ts": "" });
  const path = join(folder, "ci/known.json");
  new Baseline(path, folder).updated(report(finding())).write();
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({
    version: 1,
    findings: [{ ...known, file: "../src/a.ts" }],
  });
  expect(Baseline.read(path, folder).apply(report(finding())).findings).toEqual([]);
  expect(readdirSync(join(folder, "ci")).toSorted()).toEqual([".keep", "known.json"]);
});

test.each([
  ['{"version":2,"findings":[]}', "known.json: version: one of 1, received 2"],
  [
    '{"version":1,"findings":[{"file":"a","rule":"b","text":"c","count":0}]}',
    "known.json: findings.0.count: at least 1, received 0",
  ],
])("a damaged file is refused: %s", (written, message) => {
  const folder = folderOf({ "known.json": written });
  expect(() => Baseline.read("known.json", folder)).toThrow(message);
});
