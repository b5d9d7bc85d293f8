import { judgeInChildren } from "../run/child-pool.js";
import type { KeptChildren } from "../run/kept-children.js";
import type { Diagnostic, EngineFile, EngineResult } from "./engine.js";

const FILE_MS_MAX = 10_000;

export interface RuffOptions {
  childUrl: URL;
  engines: NodeJS.Require;
  kept?: KeptChildren | undefined;
  signal: AbortSignal;
}

/** Runs ruff on Python files, if it is installed. */
export async function runRuff(
  files: readonly EngineFile[],
  { childUrl, engines, kept, signal }: RuffOptions,
): Promise<EngineResult> {
  const name = "ruff";
  if (files.length === 0) {
    return { states: [{ name, state: "unused", detail: "no Python file" }], diagnostics: [] };
  }
  const installed = installedRuff(engines);
  if (installed === undefined) {
    const detail = "@astral-sh/ruff-wasm-nodejs is not installed";
    return { states: [{ name, state: "unavailable", detail }], diagnostics: [] };
  }
  const diagnostics: Diagnostic[] = [];
  const failed: string[] = [];
  await judgeInChildren<Diagnostic[]>(files, {
    childUrl,
    argument: installed.module,
    execArgv: ["--liftoff-only"],
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
    states: [{ name, state: "ran", detail: `version ${installed.version}${but}` }],
    diagnostics,
  };
}

function installedRuff(engines: NodeJS.Require): { module: string; version: string } | undefined {
  try {
    const { version } = engines("@astral-sh/ruff-wasm-nodejs/package.json") as { version: string };
    return { module: engines.resolve("@astral-sh/ruff-wasm-nodejs"), version };
  } catch {
    return undefined;
  }
}
