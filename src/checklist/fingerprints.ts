import { createHash } from "node:crypto";
import { ruleId } from "./catalogue.js";
import type { PlacedFinding } from "./report.js";

/**
 * Names findings by what they are and not by where: file, rule and the line's text, and among those
 * that are alike their number. It stays when lines are added above or the code is indented anew.
 *
 * @returns one for each finding, in the same order
 */
export function fingerprints(findings: readonly PlacedFinding[]): string[] {
  const alike = new Map<string, number>();
  return findings.map((finding) => {
    const key = `${finding.file}\0${ruleId(finding)}\0${lineOf(finding)}`;
    const number = alike.get(key) ?? 0;
    alike.set(key, number + 1);
    return createHash("sha256").update(`${key}\0${number}`).digest("hex").slice(0, 32);
  });
}

/** The line of code that a finding stands on, however it is indented. */
export const lineOf = ({ source }: PlacedFinding): string => source.trim().replaceAll(/\s+/g, " ");
