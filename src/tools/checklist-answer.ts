import type { Confidence } from "../checklist/finding.js";
import { frame, ruleName } from "../checklist/formats/frame.js";
import type { ItemVerdict, PlacedFinding, Report } from "../checklist/report.js";
import { foldAlike } from "../checklist/fold-alike.js";
import { onlySure, worstFirst } from "../checklist/threshold.js";
import { estimateTokens } from "../knowledge/tokens.js";
import type { Answer } from "./tool.js";

/** What of a report is told, all of it or piece by piece. */
export interface Kept {
  items: readonly ItemVerdict[];
  /** The worst first. */
  findings: readonly PlacedFinding[];
  /** How many more there are of less confidence. */
  doubtful: number;
  notes: readonly string[];
}

/** Nobody reads on to here; a report that is kept may not grow without bound. */
const FINDINGS_KEPT_MAX = 5_000;
const NOTES_MAX = 5;
const BECAUSE_CHARS_MAX = 140;
const NOTE_CHARS_MAX = 200;

export interface Wanted {
  items?: readonly number[] | undefined;
  confidence: Confidence;
}

/** Takes out of a report what was asked for. */
export function keepable(report: Report, { items: ids, confidence }: Wanted): Kept {
  const isAsked = (id: number): boolean => ids === undefined || ids.includes(id);
  const asked = report.findings.filter(({ item }) => isAsked(item));
  const sure = onlySure({ ...report, findings: asked }, confidence).findings;
  const { engines, skipped, files } = report;
  const missing = engines.filter(({ state }) => state === "unavailable");
  const left = skipped.slice(0, NOTES_MAX);
  const more = skipped.length - left.length;
  return {
    items: report.items.filter(({ id }) => isAsked(id)),
    findings: foldAlike(sure).toSorted(worstFirst).slice(0, FINDINGS_KEPT_MAX),
    doubtful: asked.length - sure.length,
    notes: [
      `${files} ${files === 1 ? "file" : "files"} judged, ${sure.length} findings`,
      ...missing.map(({ name, detail }) => `${name} did not run: ${detail}`),
      ...left.map(({ file, because }) => `left out: ${file}: ${because}`),
      ...(more > 0 ? [`and ${more} more left out`] : []),
    ].map((note) => cut(note, NOTE_CHARS_MAX)),
  };
}

interface Page {
  id: string;
  offset: number;
  budgetTokens: number;
}

/** One answer's value; a type, so that it can be a tool's output. */
type ChecklistAnswer = {
  items: { id: number; verdict: string; because?: string }[];
  findings: Omit<PlacedFinding, "source">[];
  notes?: readonly string[];
  cursor?: string;
};

/**
 * As many findings as the budget holds, from the offset on; the first answer begins with the
 * verdicts. At least one finding is told, so that whoever follows the cursors gets to the end.
 */
export function findingsAnswer(kept: Kept, page: Page): Answer<ChecklistAnswer> {
  const { id, offset, budgetTokens } = page;
  const isFirst = offset === 0;
  const items = isFirst ? kept.items.map(verdictOf) : [];
  const head = isFirst ? table(kept.items) : [];
  const notes = isFirst ? notesOf(kept) : [];
  let left = budgetTokens - CURSOR_TOKENS - cost([...head, ...notes].join("\n"), { items, notes });
  const findings: ChecklistAnswer["findings"] = [];
  const blocks: string[] = [];
  for (const finding of kept.findings.slice(offset)) {
    const text = block(finding);
    const { source: _, ...told } = finding;
    left -= cost(text, told);
    if (left < 0 && findings.length > 0) break;
    findings.push(told);
    blocks.push(text);
  }
  const next = offset + findings.length;
  const rest = kept.findings.length - next;
  const cursor = rest > 0 ? `${id}.${next}` : undefined;
  const more = cursor === undefined ? [] : [`${rest} more findings: cursor ${cursor}`];
  return {
    text: [...head, ...blocks, ...notes, ...more].join("\n"),
    value: {
      items,
      findings,
      ...(isFirst && { notes }),
      ...(cursor !== undefined && { cursor }),
    },
  };
}

const CURSOR_TOKENS = 40;

/** The answer is told twice, and a client shows its model either. */
const cost = (text: string, value: unknown): number =>
  Math.max(estimateTokens(text), estimateTokens(JSON.stringify(value)));

const isOpen = ({ verdict }: ItemVerdict): boolean =>
  verdict !== "pass" && verdict !== "not-applicable";

function verdictOf(item: ItemVerdict): ChecklistAnswer["items"][number] {
  const { id, verdict, because } = item;
  return { id, verdict, ...(isOpen(item) && { because: cut(because, BECAUSE_CHARS_MAX) }) };
}

/** A line for each item that somebody has to look at, and one for the others. */
function table(items: readonly ItemVerdict[]): string[] {
  const open = items.filter(isOpen);
  const ids = (wanted: string): string =>
    items.flatMap(({ id, verdict }) => (verdict === wanted ? [id] : [])).join(", ") || "none";
  return [
    ...open.map(
      ({ id, title, verdict, because }) =>
        `${verdict} ${id} ${title}: ${cut(because, BECAUSE_CHARS_MAX)}`,
    ),
    `pass: ${ids("pass")}; not applicable: ${ids("not-applicable")}`,
    "",
  ];
}

function notesOf({ notes, doubtful }: Kept): string[] {
  if (doubtful === 0) return [...notes];
  return [...notes, `${doubtful} findings of less confidence: ask with confidence "low"`];
}

function block(finding: PlacedFinding): string {
  const { file, line, column, item, level, confidence, message, fix } = finding;
  return [
    `${file}:${line}:${column} item ${item}, ${ruleName(finding)}: ${level}, ${confidence}`,
    `  ${message}`,
    ...frame(finding).map((text) => `  ${text}`),
    `  fix: ${fix}`,
    "",
  ].join("\n");
}

const cut = (text: string, max: number): string =>
  text.length > max ? `${text.slice(0, max - 1)}…` : text;
