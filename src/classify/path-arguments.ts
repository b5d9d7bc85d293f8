import type { Mode, Resource } from "./access.js";
import type { Findings } from "./findings.js";
import { fileResources, globResources, type Surroundings } from "./places.js";

export type Arguments = Readonly<Record<string, unknown>>;

/** What a tool does with the files it is given. `move` takes the source away, `copy` leaves it. */
export type FileEffect = "read" | "write" | "move" | "copy" | "search";

const SOURCE = /^(?:source|src|from|old)(?:_?(?:path|file|name|dir|directory|uri|file_?path))?$/;
const DESTINATION = new RegExp(
  String.raw`^(?:dest|destination|dst|to|new|target|output|out|save)` +
    String.raw`(?:_?(?:path|file|name|dir|directory|folder|uri|file_?path|file_?name|to))?$`,
);
const PLAIN = new RegExp(
  String.raw`^(?:(?:absolute|relative|workspace|notebook|target|root|base|local|input|project|` +
    String.raw`relative_workspace|working|work)_?)?(?:paths?|files?|file_?paths?|file_?name|` +
    String.raw`dirs?|dir_?path|directory|directories|folder|folder_?path|uri|file_?uri|` +
    String.raw`search_?path)$`,
);
const GLOB = /^(?:glob|globs|pattern|glob_?pattern|include|include_?pattern|file_?pattern)$/;

/** Whether a tool takes the name of a file or directory. */
export function takesPath(names: readonly string[]): boolean {
  return names.some((name) => PLAIN.test(plain(name)) || isPair(names));
}

/**
 * Adds the files that the arguments name. Returns false if they name none, so that the caller
 * decides what that means.
 */
export function addFiles(
  args: Arguments,
  effect: FileEffect,
  around: Surroundings,
  findings: Findings,
): boolean {
  const pair = isPair(Object.keys(args));
  let found = false;
  for (const [name, value] of Object.entries(args)) {
    const key = plain(name);
    const role =
      pair && SOURCE.test(key) ? "source" : pair && DESTINATION.test(key) ? "destination" : "plain";
    if (role === "plain" && !PLAIN.test(key)) continue;
    for (const path of textsOf(value)) {
      found = true;
      const mode = modeOf(effect, role);
      findings.accesses(mode, placesOf(path, key, around), `${name} is ${path}`);
    }
  }
  if (effect === "search") addGlobs(args, found, around, findings);
  return found;
}

/** A star is no part of a file's name in practice, brackets are: `app/[id]/page.tsx`. */
function placesOf(path: string, key: string, around: Surroundings): Resource[] {
  const isGlob = /[*?]/.test(path) || (key.endsWith("s") && /[[{]/.test(path));
  return isGlob && !path.includes("://")
    ? globResources(path, around)
    : fileResources(path, around);
}

/** A glob is sought below the directory that is named, or below the root. */
function addGlobs(args: Arguments, found: boolean, around: Surroundings, findings: Findings): void {
  if (found) return;
  const [name, glob] = Object.entries(args).find(
    ([key, value]) => GLOB.test(plain(key)) && typeof value === "string" && /[*?[{]|\//.test(value),
  ) ?? ["", "."];
  const because = name === "" ? "searches below its root" : `${name} is ${String(glob)}`;
  const looksForText = "pattern" in args && ("include" in args || "glob" in args || "type" in args);
  const resources = looksForText ? fileResources(".", around) : globResources(String(glob), around);
  findings.reads(resources, because);
}

const PATCH_HEADER = new RegExp(
  String.raw`^(?:\*\*\* (?:(?:Add|Update|Delete) File|Move to): *|(?:\+\+\+|---) (?:[ab]/)?)` +
    String.raw`([^\t\n\r]+)`,
  "gm",
);

/** The files that a patch names in its headers, in the form of Codex or of `diff -u`. */
export function patchedFiles(patch: string, around: Surroundings): Resource[] {
  const paths = [...patch.matchAll(PATCH_HEADER)].map(([, path = ""]) => path.trim());
  return paths
    .filter((path) => path !== "/dev/null")
    .flatMap((path) => fileResources(path, around));
}

function modeOf(effect: FileEffect, role: "source" | "destination" | "plain"): Mode {
  if (effect === "read" || effect === "search") return role === "destination" ? "write" : "read";
  return effect === "copy" && role === "source" ? "read" : "write";
}

/** `source` and `destination` mean files only if both are there, or one beside a path. */
function isPair(names: readonly string[]): boolean {
  const keys = names.map(plain);
  const hasSource = keys.some((key) => SOURCE.test(key));
  const hasDestination = keys.some((key) => DESTINATION.test(key));
  return hasSource && hasDestination;
}

function plain(name: string): string {
  return name
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .replaceAll("-", "_")
    .toLowerCase();
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (!Array.isArray(value)) return [];
  return (value as unknown[]).flatMap((item) => {
    if (typeof item === "string") return [item];
    const named = Object.entries(item ?? {}).filter(
      ([name, path]) => typeof path === "string" && PLAIN.test(plain(name)),
    );
    // Whatever an entry means, it means something below the root.
    return named.length === 0 ? ["."] : named.map(([, path]) => path as string);
  });
}
