import { existsSync, readdirSync, realpathSync, statSync, type Dirent } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { ChecklistError } from "../fault.js";
import { languageOf } from "../parse.js";
import { isLeftOutFile, LEFT_OUT_FOLDERS } from "../run/left-out.js";
import { GitIgnore } from "./git-ignore.js";

export interface Where {
  /** What relative paths are relative to; absolute. */
  cwd: string;
  /** Nothing outside these folders is read; absolute. Symbolic links count by where they lead. */
  roots: readonly string[];
}

/** More files than this are a mistake in the path. */
export const FILES_MAX = 100_000;

/**
 * The source files that paths and globs name, absolute, sorted, each once. Folders are searched
 * without what git ignores, what others wrote and what tools made; a file that is named outright
 * is taken whatever it is called. Symbolic links are not followed inside folders.
 */
export async function discover(paths: readonly string[], where: Where): Promise<string[]> {
  const found = new Set<string>();
  const ignores = new GitIgnore();
  for (const path of paths) {
    for (const start of await expand(path, where)) {
      const real = insideRoots(start, path, where);
      const what = statSync(real);
      if (what.isDirectory()) collect(real, ignores, found);
      else if (!what.isFile()) {
        // Whoever reads a pipe or a device may wait for ever.
        if (!isDynamicPattern(path)) throw notFile(path);
      } else if (languageOf(real) !== undefined) found.add(real);
    }
  }
  return [...found].toSorted();
}

/** A path is itself; a glob is all files that it matches and that a search would take. */
async function expand(path: string, { cwd, roots }: Where): Promise<string[]> {
  const absolute = resolve(cwd, path);
  if (existsSync(absolute)) return [absolute];
  if (!isDynamicPattern(path)) {
    // Whether there is something outside is nobody's business.
    throw roots.some((root) => isInside(absolute, realOf(root)) || isInside(absolute, root))
      ? missing(path)
      : outside(path);
  }
  const ignores = new GitIgnore();
  const matched = await glob(path, {
    cwd,
    absolute: true,
    followSymbolicLinks: false,
    ignore: ["**/node_modules/**", "**/.git/**"],
  });
  return matched
    .map((name) => resolve(name))
    .filter((name) => languageOf(name) !== undefined && !isLeftOutFile(name))
    .filter((name) => !ignores.ignores(name, false) && !isBelowLeftOut(name, cwd, ignores));
}

/** Whether a search from here would not have gone into one of the folders on the way. */
function isBelowLeftOut(path: string, cwd: string, ignores: GitIgnore): boolean {
  for (let at = dirname(path); at !== cwd && at !== dirname(at); at = dirname(at)) {
    if (isLeftOutFolder(at, basename(at)) || ignores.ignores(at, true)) return true;
  }
  return false;
}

const missing = (path: string) =>
  new ChecklistError("no-such-path", `path: no file or folder is at ${path}`);

const notFile = (path: string) =>
  new ChecklistError("no-such-path", `path: ${path} is neither a file nor a folder`);

function insideRoots(absolute: string, asked: string, { roots }: Where): string {
  const real = realpathSync(absolute);
  if (roots.some((root) => isInside(real, realOf(root)))) return real;
  throw outside(asked);
}

const outside = (path: string) =>
  new ChecklistError("outside-roots", `path: ${path} is outside the folders to be read`);

const realOf = (root: string): string => (existsSync(root) ? realpathSync(root) : root);

const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** Searches a folder without recursion, in the order of names. */
function collect(top: string, ignores: GitIgnore, found: Set<string>): void {
  const open = [top];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of readFolder(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!isLeftOutFolder(path, entry.name) && !ignores.ignores(path, true)) open.push(path);
      } else if (entry.isFile() && languageOf(entry.name) !== undefined) {
        if (isLeftOutFile(entry.name) || ignores.ignores(path, false)) continue;
        if (found.size >= FILES_MAX) return;
        found.add(path);
      }
    }
  }
}

/** A folder that may not be read has nothing for us. */
function readFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isLeftOutFolder(path: string, name: string): boolean {
  return name.startsWith(".") || LEFT_OUT_FOLDERS.has(name) || existsSync(join(path, "pyvenv.cfg"));
}
