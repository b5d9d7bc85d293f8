// A ledger file is text: one JSON value a line, each behind the CRC-32 of its bytes in eight
// hexadecimal digits. A person can read it, a crash can only tear its last line, and a flipped byte
// spoils one line, or two if it was the end of one, and never the rest.

import { crc32 } from "node:zlib";
import type { AdmittedCall, Ending, Intent } from "../coordinator.js";

/** Which calls a batch has, written when it is admitted. */
export interface BatchLine {
  readonly type: "batch";
  readonly atMs: number;
  readonly batch: string;
  readonly calls: readonly AdmittedCall[];
}

/** A call is about to be sent. */
export interface BeginLine {
  readonly type: "begin";
  readonly atMs: number;
  /** The process that sends it. */
  readonly by: string;
  readonly intent: Intent;
}

/** A call has ended. It repeats what is needed if the line of its begin is spoilt. */
export interface EndLine {
  readonly type: "end";
  readonly atMs: number;
  readonly server: string | undefined;
  readonly tool: string | undefined;
  readonly attempt: number;
  /** Of a call with an idempotency key: then this line alone says all about it. */
  readonly intent?: Intent | undefined;
  readonly ending: Ending;
}

/** Somebody has looked after a call in doubt. */
export interface AcknowledgeLine {
  readonly type: "acknowledge";
  readonly atMs: number;
  readonly batch: string;
  readonly call: string;
}

/** A line could not be read when its file was merged with others; what it said is lost. */
export interface LostLine {
  readonly type: "lost";
  readonly atMs: number;
  readonly problem: LedgerProblem;
}

export type LedgerLine = BatchLine | BeginLine | EndLine | AcknowledgeLine | LostLine;

const TYPES: ReadonlySet<string> = new Set(["batch", "begin", "end", "acknowledge", "lost"]);

/** The line with its end of line. */
export function encodeLine(line: LedgerLine): string {
  const json = JSON.stringify(line);
  return `${crc32(json).toString(16).padStart(8, "0")} ${json}\n`;
}

/** Reads a line without its end of line; `undefined` if it is not one that was written. */
export function decodeLine(text: string): LedgerLine | undefined {
  if (!/^[0-9a-f]{8} \{/.test(text)) return undefined;
  const json = text.slice(9);
  if (crc32(json) !== Number.parseInt(text.slice(0, 8), 16)) return undefined;
  // The checksum vouches for the text; only a later version could have written another shape.
  const value = JSON.parse(json) as LedgerLine;
  return TYPES.has(value.type) ? value : undefined;
}

/** A line that could not be read. */
export interface LedgerProblem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** `torn`: the last line of a file, cut short by a crash. `corrupt`: any other. */
  readonly kind: "torn" | "corrupt";
}

/** The lines of a file's text, and those that could not be read. */
export function decodeFile(
  file: string,
  text: string,
  onLine: (line: LedgerLine, text: string) => void,
): LedgerProblem[] {
  const problems: LedgerProblem[] = [];
  const lines = text.split("\n");
  const rest = lines.pop();
  for (const [index, encoded] of lines.entries()) {
    const line = decodeLine(encoded);
    if (line === undefined) problems.push({ file, line: index + 1, kind: "corrupt" });
    else if (line.type === "lost") problems.push(line.problem);
    else onLine(line, encoded);
  }
  if (rest !== "") problems.push({ file, line: lines.length + 1, kind: "torn" });
  return problems;
}
