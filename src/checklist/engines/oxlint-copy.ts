import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { EngineFile } from "./engine.js";

/**
 * Copies the files into a folder of ours in the same order of folders, with the packages that they
 * can import linked beside them and a TypeScript configuration that the type checker takes: one
 * option that it does not know, and it says nothing about a whole project.
 *
 * @returns the files by the absolute paths of their copies
 */
export function copyForTypes(
  files: readonly EngineFile[],
  folder: string,
): Map<string, EngineFile> {
  const top = commonFolder(files.map(({ path }) => path));
  const copies = new Map<string, EngineFile>();
  const folders = new Set<string>();
  mkdirSync(folder, { recursive: true });
  for (const file of files) {
    const inside = isAbsolute(file.path) ? relative(top, file.path) : basename(file.path);
    const copy = join(folder, inside);
    mkdirSync(dirname(copy), { recursive: true });
    if (file.text === undefined) copyFileSync(file.path, copy);
    else writeFileSync(copy, file.text);
    copies.set(copy, file);
    if (isAbsolute(file.path)) folders.add(dirname(file.path));
  }
  const hasNodeTypes = linkPackages(folders, top, folder);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(configuration(hasNodeTypes)));
  return copies;
}

/** Without types a file is read where it lies; only a text that lies nowhere is written down. */
export function inPlace(files: readonly EngineFile[], folder: string): Map<string, EngineFile> {
  const places = new Map<string, EngineFile>();
  mkdirSync(folder, { recursive: true });
  for (const [index, file] of files.entries()) {
    if (file.text === undefined) {
      places.set(resolve(file.path), file);
      continue;
    }
    const place = join(folder, `${index}-${basename(file.path)}`);
    writeFileSync(place, file.text);
    places.set(place, file);
  }
  return places;
}

function configuration(hasNodeTypes: boolean) {
  return {
    compilerOptions: {
      target: "esnext",
      module: "esnext",
      moduleResolution: "bundler",
      // Files without imports are not one global scope.
      moduleDetection: "force",
      lib: ["esnext", "dom", "dom.iterable"],
      types: hasNodeTypes ? ["node"] : [],
      jsx: "preserve",
      strict: true,
      allowJs: true,
      noEmit: true,
      skipLibCheck: true,
      experimentalDecorators: true,
    },
    include: ["**/*"],
  };
}

/** Links each `node_modules` on the way up; those above the files are merged into one level. */
function linkPackages(folders: ReadonlySet<string>, top: string, folder: string): boolean {
  const seen = new Set<string>();
  let hasNodeTypes = false;
  for (const start of folders) {
    for (let at = start; !seen.has(at); at = dirname(at)) {
      seen.add(at);
      const packages = join(at, "node_modules");
      if (existsSync(packages)) {
        const inside = relative(top, at);
        const isAbove = inside.startsWith("..");
        const link = join(folder, isAbove ? "" : inside, "node_modules");
        if (!existsSync(link)) symlinkSync(packages, link, "junction");
        hasNodeTypes ||= existsSync(join(packages, "@types/node"));
      }
      if (at === dirname(at)) break;
    }
  }
  return hasNodeTypes;
}

/** The deepest folder that holds them all. */
function commonFolder(paths: readonly string[]): string {
  const [first, ...rest] = paths.filter((path) => isAbsolute(path)).map(dirname);
  if (first === undefined) return sep;
  let top = first;
  for (const folder of rest) {
    while (folder !== top && !folder.startsWith(top.endsWith("/") ? top : `${top}/`)) {
      top = dirname(top);
    }
  }
  return top;
}
