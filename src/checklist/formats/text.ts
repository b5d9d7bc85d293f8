import type { ItemVerdict, PlacedFinding, Report, Verdict } from "../report.js";
import type { Format } from "./format.js";
import { frame, ruleName } from "./frame.js";
import { readable } from "./readable.js";

const MARKS: Readonly<Record<Verdict, { sign: string; colour: number }>> = {
  fail: { sign: "✗", colour: 31 },
  review: { sign: "?", colour: 33 },
  pass: { sign: "✓", colour: 32 },
  unavailable: { sign: "-", colour: 35 },
  "not-applicable": { sign: "·", colour: 90 },
};

/** For people: findings by item with their lines of code, then the fifteen verdicts. */
export const formatText: Format = (raw, { colours }) => {
  const report = readable(raw);
  const paint = (code: number, text: string): string =>
    colours ? `\u001b[${code}m${text}\u001b[0m` : text;
  const sections = report.items.flatMap((item) => {
    const own = report.findings.filter((finding) => finding.item === item.id);
    if (own.length === 0) return [];
    return [
      paint(1, `${item.id}. ${item.title} (${item.reference})`),
      ...own.flatMap((finding) => block(finding, paint).concat("")),
    ];
  });
  const table = report.items.map((item) => row(item, paint));
  return `${[...sections, ...table, "", ...closing(report)].join("\n")}\n`;
};

type Paint = (code: number, text: string) => string;

function block(finding: PlacedFinding, paint: Paint): string[] {
  const { file, line, column, level, confidence, message, fix } = finding;
  const colour = level === "fail" ? 31 : 33;
  const place = paint(36, `${file}:${line}:${column}`);
  return [
    `  ${place} ${paint(colour, level)} ${ruleName(finding)}, ${confidence} confidence`,
    `    ${message}`,
    ...frame(finding, (marks) => paint(colour, marks)).map((text) => `    ${text}`),
    `    fix: ${fix}`,
  ];
}

function row({ id, title, verdict, because }: ItemVerdict, paint: Paint): string {
  const { sign, colour } = MARKS[verdict];
  const head = `${sign} ${String(id).padStart(2)} ${verdict.padEnd(14)}`;
  const why = verdict === "fail" ? "" : ` ${paint(90, because)}`;
  return `${paint(colour, head)} ${title}${verdict === "pass" ? "" : why}`;
}

function closing({ findings, engines, skipped, files, baseline }: Report): string[] {
  const missing = engines.filter(({ state }) => state === "unavailable");
  const shown = skipped.slice(0, 10);
  return [
    `${count(files, "file")} judged, ${count(findings.length, "finding")}.`,
    ...(baseline === undefined ? [] : compared(baseline)),
    ...missing.map(({ name, detail }) => `${name} did not run: ${detail}`),
    ...shown.map(({ file, because }) => `left out: ${file}: ${because}`),
    ...(skipped.length > shown.length
      ? [`and ${skipped.length - shown.length} more left out`]
      : []),
  ];
}

function compared({ known, fixed }: NonNullable<Report["baseline"]>): string[] {
  const shown = fixed.slice(0, FIXED_SHOWN_MAX);
  return [
    ...(known > 0 ? [`${count(known, "known finding")} of the baseline left out.`] : []),
    ...shown.map(({ file, rule, text }) => `fixed since the baseline: ${file}: ${rule}: ${text}`),
    ...(fixed.length > shown.length ? [`and ${fixed.length - shown.length} more fixed`] : []),
    ...(fixed.length > 0 ? ["--update-baseline takes them out of it"] : []),
  ];
}

const FIXED_SHOWN_MAX = 10;

const count = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? "" : "s"}`;
