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

/** The report with the findings that are shown unless all are asked for. */
export function onlySure(report: Report): Report {
  return { ...report, findings: report.findings.filter(isSure) };
}

const isSure = ({ confidence }: PlacedFinding): boolean => confidence === "high";
