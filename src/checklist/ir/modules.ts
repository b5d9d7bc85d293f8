import { isBuiltin } from "node:module";

/** Ways of writing the same thing in JavaScript, and the one that rules use. */
const SAME: readonly [RegExp, string][] = [
  [/^node:fs\.promises\b/, "node:fs/promises"],
  [/^node:timers\.promises\b/, "node:timers/promises"],
  [/^node:stream\.promises\b/, "node:stream/promises"],
  [/^node:process\./, "process."],
  [/^node:timers\.(?=set|clear)/, ""],
  [/^(?:globalThis|window|global)\./, ""],
];

/** One spelling for a path: `fs`, `node:fs` and their defaults are the same module. */
export function canonical(path: string): string {
  return SAME.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), path);
}

/** How rules call a module that TypeScript or JavaScript imports as `written`. */
export function moduleName(written: string): string {
  return written.startsWith("node:") || !isBuiltin(written) ? written : `node:${written}`;
}

/** The path of an imported name; a module and its default export are the same. */
export function importedPath(module: string, name: string, python: boolean): string {
  if (python) {
    if (name === "*") return module;
    return module.endsWith(".") ? `${module}${name}` : `${module}.${name}`;
  }
  const owner = moduleName(module);
  return name === "*" || name === "default" ? owner : `${owner}.${name}`;
}
