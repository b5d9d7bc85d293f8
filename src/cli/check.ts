import { resolve } from "node:path";
import { KeptChildren } from "../checklist/run/kept-children.js";
import { startAhead } from "../checklist/start-ahead.js";
import type { FormatName } from "../checklist/formats/format.js";
import type { Threshold } from "../checklist/threshold.js";
import type { Surroundings } from "./surroundings.js";

/** What the command line says of a check. */
export interface CheckOptions {
  format: FormatName;
  json?: true;
  failOn: Threshold;
  all?: true;
  changed?: true;
  base?: string;
  root?: string[];
  types: boolean;
  config?: string;
  baseline?: string;
  updateBaseline?: true;
}

/** What cannot be meant, in words. */
export function wrongOptions(
  paths: readonly string[],
  { baseline, updateBaseline, changed, base }: CheckOptions,
): string | undefined {
  if (paths.length === 0) return "give a file, folder or glob";
  if (!updateBaseline) return undefined;
  if (baseline === undefined) return "--update-baseline needs --baseline FILE";
  return changed || base !== undefined
    ? "--update-baseline needs whole files: leave out --changed and --base"
    : undefined;
}

/**
 * Judges paths against the checklist, prints the report, and answers the exit code. The processes
 * that judge are started first: while they start, this one loads what reads their answers.
 */
export async function checkCommand(
  surroundings: Surroundings,
  paths: readonly string[],
  options: CheckOptions,
): Promise<number> {
  const kept = new KeptChildren();
  const cwd = process.cwd();
  // Whoever types a path means it; --root narrows what may be read.
  const named = options.root ?? [cwd, ...paths];
  const roots = named.map((path) => resolve(cwd, path));
  try {
    startAhead(kept, surroundings.checklist, { roots, paths });
    const { judgePaths } = await import("./judge-paths.js");
    return await judgePaths(surroundings, { ...options, cwd, paths, roots, kept });
  } finally {
    kept.end();
  }
}
