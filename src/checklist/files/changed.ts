import { execFile } from "node:child_process";
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { ChecklistError } from "../fault.js";

const run = promisify(execFile);

/** Which lines of which files (absolute) changed; `all` for files that git does not know yet. */
export type ChangedLines = ReadonlyMap<string, "all" | readonly (readonly [number, number])[]>;

const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
const GIT_MS_MAX = 30_000;

/**
 * What changed in the work tree since `base`, or since the last commit; files that are not yet
 * added count as changed. A repository's own configuration can name programs for git to run; the
 * ones that a diff would run are switched off.
 */
export async function changedLines(
  cwd: string,
  base: string | undefined,
  signal: AbortSignal,
): Promise<ChangedLines> {
  const git = async (...args: string[]): Promise<string> => {
    const all = ["-c", "core.fsmonitor=false", "-c", "core.quotePath=false", ...args];
    try {
      const options = { cwd, signal, maxBuffer: OUTPUT_BYTES_MAX, timeout: GIT_MS_MAX };
      return (await run("git", all, options)).stdout;
    } catch (error) {
      signal.throwIfAborted();
      throw new ChecklistError("git-failed", `git ${args[0]} failed: ${firstLine(error)}`);
    }
  };
  const top = realpathSync((await git("rev-parse", "--show-toplevel")).trimEnd());
  const from =
    base === undefined
      ? "HEAD"
      : (await git("merge-base", "--end-of-options", base, "HEAD")).trim();
  const flags = ["--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames"];
  const diff = await git("diff", ...flags, "--src-prefix=a/", "--dst-prefix=b/", from, "--");
  const untracked = await git("ls-files", "--others", "--exclude-standard", "-z", "--", top);
  const changed = new Map<string, "all" | [number, number][]>(
    [...hunks(diff)].map(([path, lines]) => [resolve(top, path), lines]),
  );
  // Untracked files come relative to the folder that git was started in.
  for (const path of untracked.split("\0")) if (path !== "") changed.set(resolve(cwd, path), "all");
  return changed;
}

/** The new side's line ranges of each file in a diff without context. */
export function hunks(diff: string): Map<string, [number, number][]> {
  const found = new Map<string, [number, number][]>();
  let lines: [number, number][] = [];
  for (const line of diff.split("\n")) {
    const path = /^\+\+\+ b\/(.*?)\t?$/.exec(line)?.[1];
    if (path !== undefined) {
      lines = [];
      found.set(path, lines);
      continue;
    }
    const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk === null) continue;
    const start = Number(hunk[1]);
    const count = Number(hunk[2] ?? 1);
    // What was only deleted shows at the line before the gap.
    lines.push(count === 0 ? [start, start + 1] : [start, start + count - 1]);
  }
  return found;
}

export function touches(changed: ChangedLines, path: string, from: number, to: number): boolean {
  const lines = changed.get(path);
  if (lines === undefined) return false;
  return lines === "all" || lines.some(([start, end]) => from <= end && to >= start);
}

function firstLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  return (stderr || message || String(error)).trim().split("\n")[0] ?? "";
}
