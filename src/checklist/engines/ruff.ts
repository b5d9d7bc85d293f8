import { judgeInChildren } from "../run/child-pool.js";
import type { ChildProgram } from "../run/judging-child.js";
import type { KeptChildren } from "../run/kept-children.js";
import type { Diagnostic, EngineFile, EngineResult } from "./engine.js";

const PACKAGE = "@astral-sh/ruff-wasm-nodejs";
const FILE_MS_MAX = 10_000;

export interface RuffOptions {
  ruffUrl: URL;
  engines: NodeJS.Require;
  kept?: KeptChildren | undefined;
  signal: AbortSignal;
}

/** Runs ruff on Python files, if it is installed. */
export async function runRuff(
  files: readonly EngineFile[],
  { ruffUrl, engines, kept, signal }: RuffOptions,
): Promise<EngineResult> {
  const name = "ruff";
  if (files.length === 0) {
    return { states: [{ name, state: "unused", detail: "no Python file" }], diagnostics: [] };
  }
  const program = ruffProgram({ ruffUrl, engines });
  if (program === undefined) {
    const detail = `${PACKAGE} is not installed`;
    return { states: [{ name, state: "unavailable", detail }], diagnostics: [] };
  }
  const diagnostics: Diagnostic[] = [];
  const failed: string[] = [];
  await judgeInChildren<Diagnostic[]>(files, {
    ...program,
    // It judges a file in a tenth of the time that our own rules need.
    children: 1,
    fileMs: FILE_MS_MAX,
    kept,
    signal,
    onAnswer: ({ report, skipped }) => {
      if (report === undefined) failed.push(skipped);
      else diagnostics.push(...report);
    },
  });
  const [fault] = failed;
  if (failed.length === files.length && fault !== undefined) {
    return { states: [{ name, state: "unavailable", detail: fault }], diagnostics };
  }
  const but = fault === undefined ? "" : `, but not on ${failed.length} files: ${fault}`;
  return {
    states: [{ name, state: "ran", detail: `version ${program.version}${but}` }],
    diagnostics,
  };
}

/** The process that ruff runs in, if it is installed, and ruff's version. */
export function ruffProgram({
  ruffUrl,
  engines,
}: {
  ruffUrl: URL;
  engines: NodeJS.Require;
}): (ChildProgram & { version: string }) | undefined {
  try {
    const { version } = engines(`${PACKAGE}/package.json`) as { version: string };
    const argument = engines.resolve(PACKAGE);
    return { childUrl: ruffUrl, argument, execArgv: ["--liftoff-only"], version };
  } catch {
    return undefined;
  }
}
