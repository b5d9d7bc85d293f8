// What `signalbox check` finds in the material, as a user sees it: our rules and the borrowed ones
// that need no types, alike findings of one file told once.
import { readFileSync } from "node:fs";
import { extname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { discover } from "../../dist/checklist/files/discover.js";
import { measured } from "../bench/measured.mjs";

const COMMAND = fileURLToPath(new URL("../../dist/signalbox.mjs", import.meta.url));

/**
 * @typedef {object} Found
 * @property {string} rule
 * @property {string} origin
 * @property {string} level
 * @property {string} confidence
 * @property {string} package
 * @property {string} file relative to the unpacked package
 * @property {number} line
 * @property {string} message
 * @property {string} path where it is on this machine
 */

/**
 * @param {string} folder the material's
 * @param {import("./material.mjs").Package[]} packages
 */
export async function findings(folder, packages) {
  const lines = { typescript: 0, python: 0 };
  /** @type {Found[]} */
  const found = [];
  const all = packages.flatMap(({ folders }) => folders);
  const args = [COMMAND, "check", ...all, "--all", "--no-types", "--json"];
  const report = JSON.parse((await measured(args, { cwd: folder })).stdout);
  const skipped = /** @type {{ file: string }[]} */ (report.skipped);
  const left = new Set(skipped.map(({ file }) => resolve(folder, file)));
  for (const path of await discover(all, { cwd: folder, roots: [folder] })) {
    if (left.has(path)) continue;
    const count = readFileSync(path, "utf8").split("\n").length;
    lines[extname(path) === ".py" ? "python" : "typescript"] += count;
  }
  const ids = new Map(packages.map(({ id }) => [id.replace("/", "-"), id]));
  for (const { rule, origin, level, confidence, file, line, message } of report.findings) {
    const path = resolve(folder, file);
    const [top = "", ...inside] = relative(folder, path).split(sep);
    const id = ids.get(top) ?? top;
    found.push({
      rule,
      origin,
      level,
      confidence,
      package: id,
      file: inside.join("/"),
      line,
      message,
      path,
    });
  }
  return { lines, found };
}
