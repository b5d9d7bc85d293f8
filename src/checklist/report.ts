import type { Confidence, Level } from "./finding.js";

/** Who saw it: our own rules, or an engine whose rules are borrowed. */
export type Origin = "signalbox" | "ruff" | "oxlint";

/** A finding with its place in a file, ready to be reported; lines and columns from 1. */
export interface PlacedFinding {
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  item: number;
  rule: string;
  origin: Origin;
  level: Level;
  confidence: Confidence;
  message: string;
  fix: string;
  /** The line it stands on, cut to a readable length. */
  source: string;
  /** Where the same was found in this file, when that is told only once. */
  alsoOnLines?: number[];
}

/** `unavailable`: nothing was found, but an engine that looks for this was missing. */
export type Verdict = "pass" | "fail" | "review" | "not-applicable" | "unavailable";

export interface ItemVerdict {
  id: number;
  title: string;
  verdict: Verdict;
  /** Why, in one line; for `review` what to look at. */
  because: string;
  reference: string;
}

export interface EngineState {
  name: string;
  /** `unused`: no file of its language was there, or it was not asked for. */
  state: "ran" | "unavailable" | "unused";
  detail: string;
}

/** A file that was not judged, or only in part, and why. */
export interface SkippedFile {
  file: string;
  because: string;
}

/** Findings that are alike and were known before a run. */
export interface BaselineEntry {
  /** From the folder of the baseline's file. */
  file: string;
  rule: string;
  /** The line of code. */
  text: string;
  count: number;
}

/** What one run saw. Findings are in the order of file, line and column. */
export interface Report {
  items: ItemVerdict[];
  findings: PlacedFinding[];
  engines: EngineState[];
  skipped: SkippedFile[];
  /** How many files were judged. */
  files: number;
  /** They, as they are shown. */
  judged: readonly string[];
  /** How many findings were known, and are left out, and which known ones are there no more. */
  baseline?: { known: number; fixed: BaselineEntry[] };
}
