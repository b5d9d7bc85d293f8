import { ITEMS } from "../../../src/checklist/items.ts";
import type { PlacedFinding, Report, Verdict } from "../../../src/checklist/report.ts";

/** A finding like one of a run, with what a test is about replaced. */
export function finding(more: Partial<PlacedFinding> = {}): PlacedFinding {
  return {
    file: "src/a.ts",
    line: 2,
    column: 9,
    endLine: 2,
    endColumn: 19,
    item: 8,
    rule: "missing-timeout",
    origin: "signalbox",
    level: "fail",
    confidence: "high",
    message: "`fetch` has no timeout: it waits for ever",
    fix: "pass `{ signal }`",
    source: "  await fetch(url);",
    ...more,
  };
}

/** A report of these findings: one item fails, one is to be reviewed, the rest passes. */
export function reportOf(findings: PlacedFinding[], more: Partial<Report> = {}): Report {
  const verdicts: Readonly<Record<number, Verdict>> = { 8: "fail", 14: "review" };
  return {
    items: ITEMS.map(({ id, title, reference }) => {
      const verdict = verdicts[id] ?? "pass";
      return { id, title, verdict, because: `because of ${id}`, reference };
    }),
    findings,
    engines: [{ name: "signalbox", state: "ran", detail: "version 1" }],
    skipped: [],
    files: 2,
    judged: ["src/a.ts", "src/b.ts"],
    ...more,
  };
}
