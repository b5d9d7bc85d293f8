import type { RuleInfo } from "../catalogue.js";
import type { Report } from "../report.js";

/** How a report is written. */
export interface FormatOptions {
  /** The version of signalbox, for formats that name their tool. */
  version: string;
  /** ANSI colours, for a terminal. */
  colours: boolean;
  /** Reads what is known of the rules, for formats that explain them. */
  rules: () => readonly RuleInfo[];
}

export type Format = (report: Report, options: FormatOptions) => string;
