import { harmlessLines } from "../facts/harmless-promises.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { PlacedFinding } from "../report.js";
import type { Rule } from "../rule.js";
import type { Finding } from "../finding.js";
import { visible } from "../visible.js";
import { signalsOf, type Signal } from "./signals.js";
import { suppress, suppressionsOf, type Suppressed, type Suppression } from "./suppressions.js";

/** What one file gave. */
export interface FileReport extends Suppressed {
  signals: Signal[];
  /** For what other engines find in this file. */
  suppressions: Suppression[];
  /** Lines on which another engine takes a harmless promise for a fault. */
  harmless: number[];
  /** Rules that failed on this file, with their error. */
  faults: string[];
}

const SOURCE_COLUMNS_MAX = 200;

/** Runs the rules on a parsed file. A rule that fails costs its own findings and is named. */
export function checkFile(file: SourceFile, rules: readonly Rule[], project: Project): FileReport {
  const findings: PlacedFinding[] = [];
  const faults: string[] = [];
  for (const rule of rules) {
    if (!rule.languages.includes(file.language)) continue;
    try {
      for (const finding of rule.check(file, project)) findings.push(place(file, rule, finding));
    } catch (error) {
      faults.push(`${rule.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const suppressions = suppressionsOf(file);
  return {
    ...suppress(distinct(findings), suppressions, file),
    signals: signalsOf(file),
    suppressions,
    harmless: harmlessLines(file, project),
    faults,
  };
}

function place(file: SourceFile, rule: Rule, finding: Finding): PlacedFinding {
  const { node, message, fix } = finding;
  const start = file.position(node.start);
  const end = file.position(node.end);
  return {
    file: file.path,
    ...start,
    endLine: end.line,
    endColumn: end.column,
    item: rule.item,
    rule: rule.name,
    origin: "signalbox",
    level: finding.level ?? rule.level,
    confidence: finding.confidence ?? rule.confidence,
    message: visible(message),
    fix: visible(fix),
    source: sourceAt(file.line(start.line), start.column),
  };
}

/** The line as it may be printed, or the part of a very long one that the column is in. */
export function sourceAt(line: string, column: number): string {
  if (line.length <= SOURCE_COLUMNS_MAX) return visible(line);
  const from = Math.max(0, column - SOURCE_COLUMNS_MAX / 2);
  return visible(line.slice(from, from + SOURCE_COLUMNS_MAX));
}

/** One rule says one thing once about a place. */
function distinct(findings: readonly PlacedFinding[]): PlacedFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ rule, line, column }) => {
    const key = `${rule}:${line}:${column}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
