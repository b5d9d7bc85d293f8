import type { PlacedFinding } from "./report.js";

/** More findings than this that say the same about one file are told as one. */
const ALIKE_MAX = 3;
const LINES_NAMED_MAX = 12;

/**
 * The findings, those that are alike in one file told once, at the first place, with the lines
 * of the others: thirty times the same says no more than once, and hides what else there is. Alike
 * are findings of one rule with the same message; doubtful ones need only the same rule.
 */
export function foldAlike(all: readonly PlacedFinding[]): PlacedFinding[] {
  const groups = new Map<string, PlacedFinding[]>();
  for (const finding of all) {
    const kind = kindOf(finding);
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, [finding]);
    else group.push(finding);
  }
  return all.flatMap((finding) => {
    const alike = groups.get(kindOf(finding)) ?? [];
    if (alike.length <= ALIKE_MAX) return [finding];
    const [first, ...others] = alike;
    return finding === first ? [withOthers(finding, others)] : [];
  });
}

function kindOf({ file, rule, level, confidence, message }: PlacedFinding): string {
  const isDoubtful = level === "review" && confidence !== "high";
  return [file, rule, ...(isDoubtful ? [] : [message])].join("\n");
}

function withOthers(finding: PlacedFinding, others: readonly PlacedFinding[]): PlacedFinding {
  const alsoOnLines = others.map(({ line }) => line);
  const named = alsoOnLines.slice(0, LINES_NAMED_MAX).join(", ");
  const rest = alsoOnLines.length > LINES_NAMED_MAX ? ", …" : "";
  const message = `${finding.message}; the same on ${others.length} more lines: ${named}${rest}`;
  return { ...finding, message, alsoOnLines };
}
