import type { SourceFile } from "../ir/source-file.js";
import { ITEMS } from "../items.js";
import type { PlacedFinding } from "../report.js";
import { visible } from "../visible.js";

const MARK = "signalbox-allow";
/** What the list of rules does not hold, for it looks at no code. */
export const SUPPRESSION_RULE = "suppression-without-reason";
const COMMENT = /(?:\/\/|#|\/\*|<!--)\s*signalbox-allow\s+([\w@/().-]+)(?::\s*(.*))?/;

/** `signalbox-allow rule: reason`, behind the finding's line or alone on the line above it. */
export interface Suppression {
  line: number;
  /** The line that it is about. */
  covers: number;
  rule: string;
  reason: string;
}

export function suppressionsOf(file: SourceFile): Suppression[] {
  const found: Suppression[] = [];
  const { text } = file;
  for (let at = text.indexOf(MARK); at !== -1; at = text.indexOf(MARK, at + MARK.length)) {
    const { line } = file.position(at);
    const match = COMMENT.exec(file.line(line));
    const [, rule, reason = ""] = match ?? [];
    if (rule === undefined) continue;
    const isAlone = /^\s*(?:\/\/|#|\/\*|\{\/\*|<!--)/.test(file.line(line));
    found.push({
      line,
      covers: isAlone ? line + 1 : line,
      rule: rule.replace(/:$/, ""),
      reason: reason.replace(/(?:\*\/\}?|-->)\s*$/, "").trim(),
    });
  }
  return found;
}

/** Findings after the allowed are taken out. */
export interface Suppressed {
  findings: PlacedFinding[];
  /** Where something was allowed, as `line:item`: another engine must not say it again. */
  silenced: string[];
}

/** Takes the allowed out; an allowance without a reason is a finding itself. */
export function suppress(
  findings: readonly PlacedFinding[],
  suppressions: readonly Suppression[],
  file: SourceFile,
): Suppressed {
  const allowed = new Set(suppressions.map(({ covers, rule }) => `${rule}@${covers}`));
  const left: PlacedFinding[] = [];
  const silenced: string[] = [];
  for (const finding of findings) {
    const { rule, line, item } = finding;
    if (allowed.has(`${rule}@${line}`)) silenced.push(`${line}:${item}`);
    else left.push(finding);
  }
  for (const one of suppressions) {
    if (one.reason === "") left.push(withoutReason(one, findings, file));
  }
  return { findings: left, silenced };
}

function withoutReason(
  { line, rule }: Suppression,
  findings: readonly PlacedFinding[],
  file: SourceFile,
): PlacedFinding {
  const source = file.line(line);
  const column = Math.max(source.indexOf(MARK), 0) + 1;
  return {
    file: file.path,
    line,
    column,
    endLine: line,
    endColumn: column + MARK.length,
    // Against the item that is silenced; the error strategy stands for what nothing was found of.
    item: findings.find((finding) => finding.rule === rule)?.item ?? ITEMS[3]?.id ?? 4,
    rule: SUPPRESSION_RULE,
    origin: "signalbox",
    level: "fail",
    confidence: "high",
    message: `\`${rule}\` is allowed here without a reason: nobody can tell whether it still holds`,
    fix: `write \`${MARK} ${rule}: why it is right here\``,
    source: visible(source.trim().slice(0, 200)),
  };
}
