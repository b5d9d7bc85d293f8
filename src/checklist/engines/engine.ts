import type { EngineState } from "../report.js";

/** What an engine said of one place; columns in UTF-16 units, from 1. */
export interface Diagnostic {
  /** As the engine was given it. */
  path: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  rule: string;
  message: string;
}

export interface EngineResult {
  states: EngineState[];
  diagnostics: Diagnostic[];
}

/** A file for an engine: its absolute path with forward slashes, and its text when it has none. */
export interface EngineFile {
  path: string;
  text?: string;
}
