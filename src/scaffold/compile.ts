import { existsSync, readFileSync } from "node:fs";
import { basename, posix } from "node:path";
import {
  type Catalogue,
  knobPattern,
  KNOBS,
  type Language,
  LANGUAGES,
  type Scaffold,
  type ScaffoldFile,
  type Variant,
  VARIANTS,
} from "./pattern.js";
import { PATTERNS, type PatternSource } from "./patterns.js";

/**
 * Makes the catalogue from the sources below `src`, when the package is built. Conventions, with
 * `<id>` in the language's own spelling: TypeScript keeps `<id>.test.ts` and `<id>.example.ts` in
 * scaffold/typescript, Python keeps `<id>.py`, `test_<id>.py` and `example_<id>.py` in
 * scaffold/python; library variants lie in a folder `library` below. The code opens with a comment
 * holding the lists "Invariants the test proves:" and "Pitfalls:"; a primitive's test does instead.
 * Throws if a file or a list is missing.
 */
export function compileCatalogue(src: string): Catalogue {
  const scaffolds = PATTERNS.flatMap((pattern) =>
    LANGUAGES.flatMap((language) =>
      VARIANTS.flatMap((variant) => compileScaffold(src, pattern, language, variant) ?? []),
    ),
  );
  const patterns = PATTERNS.map(({ id, title, needs, reference }) => ({
    id,
    title,
    needs,
    reference,
  }));
  return { patterns, scaffolds };
}

function compileScaffold(
  src: string,
  pattern: PatternSource,
  language: Language,
  variant: Variant,
): Scaffold | undefined {
  const dependencies =
    variant === "library" ? pattern.libraries?.[language] : (pattern.drivers?.[language] ?? {});
  if (dependencies === undefined) return undefined;
  const { code, test, example } = entryFiles(pattern, language, variant);
  const roots = [...code, test, example];
  const paths = closure(src, roots, language);
  const files = paths.map((path): ScaffoldFile => {
    const role = path === test ? "test" : path === example ? "example" : supportRole(path);
    return { name: basename(path), role, text: flatten(read(src, path), language) };
  });
  const told = [test, ...code].map((path) => read(src, path)).join("\n");
  const exampleText = read(src, example);
  return {
    pattern: pattern.id,
    language,
    variant,
    files,
    dependencies,
    invariants: listBelow("Invariants the test proves:", told, test),
    pitfalls: listBelow("Pitfalls:", told, test),
    section: typeof pattern.section === "string" ? pattern.section : pattern.section[language],
    knobs: KNOBS.filter((knob) => knobPattern(knob).test(exampleText)),
  };
}

function entryFiles({ id, code }: PatternSource, language: Language, variant: Variant) {
  const library = variant === "library" ? "library/" : "";
  if (language === "typescript") {
    const folder = `scaffold/typescript/${library}`;
    return {
      code: variant === "library" ? [`${folder}${id}.ts`] : code,
      test: `${folder}${id}.test.ts`,
      example: `${folder}${id}.example.ts`,
    };
  }
  const folder = `scaffold/python/${library}`;
  const name = id.replaceAll("-", "_");
  return {
    code: [`${folder}${name}.py`],
    test: `${folder}test_${name}.py`,
    example: `${folder}example_${name}.py`,
  };
}

/** A file that came along: the tests' own tools are named so, and so is what threads run. */
function supportRole(path: string): ScaffoldFile["role"] {
  if (/(^|\/)(test_|fake-|virtual_time)/.test(path)) return "test";
  return path.endsWith(".worker.ts") ? "example" : "code";
}

/** The files and all they import or start from beside them, in the order of first need. */
function closure(src: string, roots: readonly string[], language: Language): string[] {
  const found = new Set(roots);
  for (const path of found) {
    for (const imported of importsOf(src, path, language)) found.add(imported);
  }
  return [...found];
}

function importsOf(src: string, path: string, language: Language): string[] {
  const text = read(src, path);
  const folder = posix.dirname(path);
  if (language === "typescript") {
    // What a comment imports or starts is an example.
    const code = text.replaceAll(/^ *(\*|\/\/|\/\*\*).*$/gm, "");
    return [...code.matchAll(/(?:from |new URL\()"(\.[^"]+)\.[jt]s"/g)].map(([, to = ""]) =>
      posix.join(folder, `${to}.ts`),
    );
  }
  // A library variant's test takes its tools from the folder above.
  const folders = folder.endsWith("/library") ? [folder, posix.dirname(folder)] : [folder];
  return [...text.matchAll(/^(?:from|import) (\w+)/gm)].flatMap(([, name = ""]) => {
    const places = folders.map((place) => `${place}/${name}.py`);
    return places.find((place) => existsSync(`${src}/${place}`)) ?? [];
  });
}

/** All files of a scaffold lie in one folder, so every relative import loses its folders. */
function flatten(text: string, language: Language): string {
  if (language === "python") return text;
  return text.replaceAll(/from "\.[^"]*\/([\w-]+(?:\.test|\.example)?)\.[jt]s"/g, 'from "./$1.js"');
}

/** The items of the list below a title in a comment or docstring; each may run over lines. */
function listBelow(title: string, text: string, path: string): string[] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.endsWith(title)) + 1;
  const items: string[] = [];
  for (const line of start === 0 ? [] : lines.slice(start)) {
    const told = COMMENT.exec(line)?.[1]?.trim();
    if (told === undefined || told === "") break;
    if (told.startsWith("- ")) items.push(told.slice(2));
    else items.push(`${items.pop() ?? ""} ${told}`.trim());
  }
  if (items.length === 0) throw new Error(`${path}: no list below "${title}"`);
  return items;
}

/** A line of a comment in TypeScript, or an item or its continuation in a Python docstring. */
const COMMENT = /^(?:\/\/ ?| \*(?!\/) ?)?((?:- |  ).+|)$/;

function read(src: string, path: string): string {
  return readFileSync(`${src}/${path}`, "utf8").replaceAll("\r\n", "\n");
}
