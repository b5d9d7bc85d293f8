// Real code for the bench: JavaScript and TypeScript out of the installed packages, Python out of
// the machine's own library, spread evenly over what there is, cut at a number of lines.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";

const SIZE = { min: 1_500, max: 60_000 };
const SCRIPTS = new Set([".js", ".mjs", ".cjs", ".ts", ".mts", ".tsx"]);
const PYTHON_FOLDERS = ["/usr/lib/python3", "/usr/lib/python3.11", "/usr/lib/python3.12"];

/**
 * @param {string} folder where the copies go
 * @param {{ packages: string, files: number, lines: number }} wanted
 */
export function makeCorpus(folder, { packages, files, lines }) {
  const scripts = sources(
    [packages],
    (name) => SCRIPTS.has(extname(name)) && !/\.d\.\w+$/.test(name),
  );
  const python = sources(PYTHON_FOLDERS, (name) => name.endsWith(".py"));
  const parts =
    python.length === 0
      ? [[scripts, 1]]
      : [
          [scripts, 0.6],
          [python, 0.4],
        ];
  const made = { files: 0, lines: 0, scripts: 0, python: 0 };
  mkdirSync(folder, { recursive: true });
  for (const [paths, share] of /** @type {[string[], number][]} */ (parts)) {
    const budget = { files: Math.round(files * share), lines: Math.round(lines * share) };
    take(folder, paths, budget, made);
  }
  return made;
}

/**
 * Files are chosen around `lines / files` lines, so that both are reached together.
 * @param {string} folder
 * @param {string[]} paths
 * @param {{ files: number, lines: number }} budget
 * @param {{ files: number, lines: number, scripts: number, python: number }} made
 */
function take(folder, paths, budget, made) {
  let { files, lines } = budget;
  const step = Math.max(1, Math.floor(paths.length / (budget.files * 2)));
  for (let start = 0; start < step; start += 1) {
    for (let at = start; at < paths.length && files > 0; at += step) {
      const path = paths[at] ?? "";
      const text = readFileSync(path, "utf8");
      const count = text.split("\n").length;
      const mean = lines / files;
      // What was too much so far is made up by shorter ones, and the other way round.
      if (mean < budget.lines / budget.files ? count > mean : count < mean) continue;
      if (text.length / count > 200 || /@generated|do not edit|auto-?generated/i.test(text))
        continue;
      copyFileSync(path, join(folder, `f${made.files}${extname(path)}`));
      files -= 1;
      lines -= count;
      made.files += 1;
      made.lines += count;
      made[extname(path) === ".py" ? "python" : "scripts"] += 1;
    }
  }
}

/** @param {string[]} tops @param {(name: string) => boolean} isWanted */
function sources(tops, isWanted) {
  /** @type {string[]} */
  const found = [];
  const open = [...tops];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    let entries;
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      continue;
    }
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (entry.isFile() && isWanted(entry.name)) {
        const { size } = statSync(path);
        if (size >= SIZE.min && size <= SIZE.max) found.push(path);
      }
    }
  }
  return found.toSorted();
}
