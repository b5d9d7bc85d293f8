// The process that ruff's wasm runs in. V8 is told to compile it with its baseline compiler only,
// which can be said on a command line alone: with the optimising one, the first file costs four
// times the memory and seven times the time. That its functions are checked when they are first
// called, not all at the start, can be said here; a Node that does not listen to it is slower only.
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { answerUntilIdle } from "../run/answer-until-idle.js";
import type { ChildRequest } from "../run/messages.js";
import { readSource, withoutMark } from "../run/read-source.js";
import { RUFF_RULES, RUFF_WORDS } from "./borrowed.js";
import type { Diagnostic } from "./engine.js";

interface RuffDiagnostic {
  code: string | null;
  message: string;
  start_location: { row: number; column: number };
  end_location: { row: number; column: number };
}

interface Ruff {
  Workspace: new (options: unknown, encoding: number) => { check(text: string): RuffDiagnostic[] };
  PositionEncoding: { Utf16: number };
}

setFlagsFromString("--wasm-lazy-validation");
const ruff = createRequire(import.meta.url)(process.argv[2] ?? "") as Ruff;
const workspace = new ruff.Workspace(
  { preview: false, "target-version": "py313", lint: { select: Object.keys(RUFF_RULES) } },
  ruff.PositionEncoding.Utf16,
);

answerUntilIdle(({ files }: ChildRequest) => {
  for (const { path, text } of files) {
    try {
      const report = diagnose(path, text === undefined ? readSource(path) : withoutMark(text));
      process.send?.({ path, size: 0, report });
    } catch (error) {
      // A stack that overflowed leaves the wasm broken for every file after it: another child must
      // take them, and this file is the one that has no answer.
      if (error instanceof RangeError) process.exit(1);
      const skipped = `ruff failed: ${error instanceof Error ? error.message : String(error)}`;
      process.send?.({ path, size: 0, skipped });
    }
  }
});

function diagnose(path: string, text: string): Diagnostic[] {
  if (!RUFF_WORDS.test(text)) return [];
  return workspace.check(text).flatMap(({ code, message, start_location, end_location }) =>
    code === null || !Object.hasOwn(RUFF_RULES, code)
      ? []
      : [
          {
            path,
            line: start_location.row,
            column: start_location.column,
            endLine: end_location.row,
            endColumn: end_location.column,
            rule: code,
            message,
          },
        ],
  );
}
