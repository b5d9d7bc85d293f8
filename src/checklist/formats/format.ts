import type { RuleInfo } from "../catalogue.js";
import type { Report } from "../report.js";

/** Every way to write a report, by the name that the command line gives it. */
export const FORMAT_NAMES = ["text", "json", "sarif", "markdown", "github"] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

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
