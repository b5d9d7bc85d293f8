import type { FileReport } from "./check-file.js";

/** One file for a child process: its place, and its text when it is not to be read from there. */
export interface FileTask {
  /** Absolute, with forward slashes. */
  path: string;
  text?: string;
  /** Somebody asked for this very file: then it is judged though a tool wrote it. */
  isNamed?: boolean;
}

/** What the parent asks: files to be judged one after the other. */
export interface ChildRequest {
  files: FileTask[];
}

/** What the child answers for each file, in the order asked. */
export type ChildAnswer<Report = FileReport> = { path: string; size: number } & (
  | { report: Report; skipped?: never }
  | { skipped: string; report?: never }
);

/** What a child is told on its command line, as one JSON argument. */
export interface ChildSetup {
  /** Imports are followed inside these folders only. */
  roots: string[];
  pythonGrammar: string;
}
