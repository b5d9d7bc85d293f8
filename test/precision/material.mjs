// Real code that anyone can get again: packages of npm and of Debian 12, pinned. Nothing of them is
// run; they are unpacked, and the folders with their own sources are named.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {{ id: string, folders: string[] }} Package folders are absolute */

/** @type {{ npm: Record<string, string[]>, debian: string[] }} */
const PINNED = JSON.parse(readFileSync(new URL("material.json", import.meta.url), "utf8"));

/**
 * Fetches what is not there yet.
 * @param {string} folder kept from run to run
 * @returns {Package[]}
 */
export function material(folder) {
  mkdirSync(folder, { recursive: true });
  return [
    ...Object.entries(PINNED.npm).map(([id, inside]) => npmPackage(folder, id, inside)),
    ...PINNED.debian.flatMap((id) => debianPackage(folder, id) ?? []),
  ];
}

/** @param {string} folder @param {string} id @param {string[]} inside @returns {Package} */
function npmPackage(folder, id, inside) {
  const at = join(folder, id.replace("/", "-"));
  if (!existsSync(at)) {
    const [packed] = JSON.parse(run(folder, "npm", ["pack", "--json", "--ignore-scripts", id]));
    mkdirSync(at);
    run(at, "tar", ["xzf", join(folder, packed.filename), "--strip-components=1"]);
  }
  return { id, folders: inside.map((path) => join(at, path)) };
}

/** Another release has other versions. @param {string} folder @param {string} id */
function debianPackage(folder, id) {
  const at = join(folder, id);
  const archives = join(folder, "debian", id);
  if (!existsSync(at)) {
    mkdirSync(archives, { recursive: true });
    try {
      run(archives, "apt-get", ["download", id]);
    } catch {
      console.error(`${id} cannot be had here: left out`);
      return undefined;
    }
    run(archives, "sh", ["-c", `dpkg-deb -x ./*.deb "$0"`, at]);
  }
  return { id, folders: [at] };
}

/** @param {string} cwd @param {string} command @param {string[]} args */
const run = (cwd, command, args) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
