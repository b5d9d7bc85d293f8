import type { PlacedFinding } from "../report.js";

/** The line of code that a finding stands on, with its number, and a mark under the place. */
export function frame(
  { line, column, endLine, endColumn, source }: PlacedFinding,
  paint: (marks: string) => string = (marks) => marks,
): string[] {
  const number = String(line);
  const indent = source.length - source.trimStart().length;
  const code = source.trim();
  const from = Math.max(0, column - 1 - indent);
  const length = endLine === line ? endColumn - column : source.length - column + 1;
  const under = Math.max(1, Math.min(length, code.length - from));
  const marks = `${" ".repeat(number.length)} | ${" ".repeat(from)}${paint("^".repeat(under))}`;
  return [`${number} | ${code}`, ...(from <= code.length ? [marks] : [])];
}

/** The rule, and whose it is if it is not ours. */
export const ruleName = ({ origin, rule }: Pick<PlacedFinding, "origin" | "rule">): string =>
  origin === "signalbox" ? rule : `${origin} ${rule}`;
