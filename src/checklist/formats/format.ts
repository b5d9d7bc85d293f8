import type { Report } from "../report.js";

/** How a report is written. */
export interface FormatOptions {
  /** The version of signalbox, for formats that name their tool. */
  version: string;
  /** ANSI colours, for a terminal. */
  colours: boolean;
}

export type Format = (report: Report, options: FormatOptions) => string;
