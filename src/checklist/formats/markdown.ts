import type { ItemVerdict, PlacedFinding, Verdict } from "../report.js";
import { worstFirst } from "../threshold.js";
import type { Format } from "./format.js";
import { frame, ruleName } from "./frame.js";
import { readable } from "./readable.js";

/** GitHub takes a comment of 65,536 characters. */
const LENGTH_MAX = 60_000;
const NOTES_MAX = 10;

const OPEN: ReadonlySet<Verdict> = new Set(["fail", "review", "unavailable"]);

/** For a comment on a pull request or a job's summary: verdicts, then the worst findings. */
export const formatMarkdown: Format = (report) => {
  const { items, findings, engines, skipped, files, baseline } = readable(report);
  const missing = engines.filter(({ state }) => state === "unavailable");
  const { known = 0, fixed = [] } = baseline ?? {};
  const notes = [
    ...(known > 0 ? [`${counted(known, "known finding")} of the baseline left out`] : []),
    ...fixed.map(({ file, rule, text }) => `fixed since the baseline: ${file}: ${rule}: ${text}`),
    ...missing.map(({ name, detail }) => `${name} did not run: ${detail}`),
    ...skipped.map(({ file, because }) => `left out: ${file}: ${because}`),
  ];
  const head = [
    `### signalbox: ${summary(items, findings.length)}`,
    "",
    ...table(items.filter(({ verdict }) => OPEN.has(verdict))),
    `${counted(files, "file")} judged.`,
    ...notes.slice(0, NOTES_MAX).map((note) => `- ${inline(note)}`),
    ...(notes.length > NOTES_MAX ? [`- and ${notes.length - NOTES_MAX} more`] : []),
    "",
  ].join("\n");
  const blocks: string[] = [];
  let left = LENGTH_MAX - head.length;
  for (const finding of findings.toSorted(worstFirst)) {
    const text = block(finding);
    left -= text.length + 1;
    if (left < 0) break;
    blocks.push(text);
  }
  const more = findings.length - blocks.length;
  const rest = more > 0 ? [`${counted(more, "more finding")} left out for length.\n`] : [];
  return [head, ...blocks, ...rest].join("\n");
};

function summary(items: readonly ItemVerdict[], findings: number): string {
  const of = (wanted: Verdict) => items.filter(({ verdict }) => verdict === wanted).length;
  return (
    `${of("fail")} of ${items.length} items fail, ${of("review")} to review, ` +
    counted(findings, "finding")
  );
}

function table(items: readonly ItemVerdict[]): string[] {
  if (items.length === 0) return [];
  const rows = items.map(({ id, title, verdict, because }) => {
    const why = inline(because).replaceAll(/\\?\|/g, String.raw`\|`);
    return `| ${id} | ${title} | ${verdict} | ${why} |`;
  });
  return ["| | item | verdict | why |", "| --: | --- | --- | --- |", ...rows, ""];
}

function block(finding: PlacedFinding): string {
  const { file, line, column, item, level, confidence, message, fix } = finding;
  const code = frame(finding).join("\n");
  const fence = fenceFor(code);
  const place = codeSpan(`${file}:${line}:${column}`);
  return [
    `**${place}** item ${item}, ${ruleName(finding)}: ${level}, ${confidence} confidence`,
    "",
    inline(message),
    "",
    fence,
    code,
    fence,
    "",
    `Fix: ${inline(fix)}`,
    "",
  ].join("\n");
}

/** A fence that no run of backticks in the code can close. */
function fenceFor(code: string): string {
  const runs = code.match(/`{3,}/g) ?? [];
  return "`".repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
}

function codeSpan(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  if (runs.length === 0) return `\`${text}\``;
  const ticks = "`".repeat(Math.max(...runs.map(({ length }) => length)) + 1);
  return `${ticks} ${text} ${ticks}`;
}

/** A sentence whose code stands in backticks; the rest of it must not become markup. */
function inline(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replaceAll(/[\\`*_{}[\]<>#|~@!]/g, String.raw`\$&`),
    )
    .join("");
}

const counted = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? "" : "s"}`;
