import { fileURLToPath } from "node:url";
import type { Parts } from "./check.js";
import { ruffProgram } from "./engines/ruff.js";
import { languageOf } from "./parse.js";
import type { ChildProgram } from "./run/judging-child.js";
import type { KeptChildren } from "./run/kept-children.js";
import type { ChildSetup } from "./run/messages.js";
import { slashed } from "./run/slashed.js";

/** A judged file's tree is garbage at once: more room for young objects would save no time. */
const HEAP = ["--max-semi-space-size=8"];

/** The process that judges files by our own rules, and follows imports inside these folders. */
export function judgingProgram(
  { childUrl, pythonGrammarUrl }: Parts,
  roots: readonly string[],
): ChildProgram {
  const setup: ChildSetup = {
    roots: roots.map(slashed),
    pythonGrammar: fileURLToPath(pythonGrammarUrl),
  };
  return { childUrl, argument: JSON.stringify(setup), execArgv: HEAP };
}

/**
 * Starts what a check of these files and folders will surely ask for. Whoever calls this goes on
 * to load what the check itself needs, which takes about as long.
 */
export function startAhead(
  kept: KeptChildren,
  parts: Parts,
  { roots, paths }: { roots: readonly string[]; paths: readonly string[] },
): void {
  if (paths.some((path) => languageOf(path) === "python")) {
    const ruff = ruffProgram(parts);
    if (ruff !== undefined) kept.start(ruff);
  }
  kept.start(judgingProgram(parts, roots));
}
