import type { Confidence } from "./finding.js";
import type { PlacedFinding, Report } from "./report.js";

/** From what finding on a check has failed; each includes the ones before it. */
export const THRESHOLDS = ["never", "fail", "review", "any"] as const;
export type Threshold = (typeof THRESHOLDS)[number];

/** `fail`: high confidence that it is wrong. `review`: also what a person must decide. */
export function failsAt({ findings }: Report, threshold: Threshold): boolean {
  return findings.some(COUNTS[threshold]);
}

const COUNTS: Readonly<Record<Threshold, (finding: PlacedFinding) => boolean>> = {
  never: () => false,
  fail: ({ level, confidence }) => level === "fail" && confidence === "high",
  review: ({ confidence }) => confidence !== "low",
  any: () => true,
};

const SURENESS: Readonly<Record<Confidence, number>> = { high: 0, medium: 1, low: 2 };

/** The report with the findings of at least this confidence; `high` is what is shown by default. */
export function onlySure(report: Report, least: Confidence = "high"): Report {
  const isSure = ({ confidence }: PlacedFinding) => SURENESS[confidence] <= SURENESS[least];
  return { ...report, findings: report.findings.filter(isSure) };
}

/** Orders findings by how sure they are, and among those the failing before the doubtful. */
export const worstFirst = (one: PlacedFinding, two: PlacedFinding): number => rank(one) - rank(two);

const rank = ({ confidence, level }: PlacedFinding): number =>
  2 * SURENESS[confidence] + (level === "fail" ? 0 : 1);
