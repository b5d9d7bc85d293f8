import { extname } from "node:path";
import { SourceFile, type Language } from "./ir/source-file.js";

/** A file that cannot be judged, and why in words for the report. */
export interface Skipped {
  path: string;
  skipped: string;
}

/** Parses one file; what cannot be parsed comes back as a reason and never as an exception. */
export type Parse = (path: string, text: string) => Promise<SourceFile | Skipped>;

/** Longer files are generated, minified or data. */
const TEXT_LENGTH_MAX = 1_500_000;

const LANGUAGES: Readonly<Record<string, Language>> = {
  ".ts": "typescript",
  ".mts": "typescript",
  ".cts": "typescript",
  ".tsx": "typescript",
  ".js": "typescript",
  ".mjs": "typescript",
  ".cjs": "typescript",
  ".jsx": "typescript",
  ".py": "python",
  ".pyi": "python",
};

export const languageOf = (path: string): Language | undefined =>
  LANGUAGES[extname(path).toLowerCase()];

/**
 * Both parsers, each loaded at the first file of its language.
 *
 * @param pythonGrammar where the grammar's wasm lies, as a path of the file system
 */
export function createParse(pythonGrammar: string): Parse {
  const python = once(async () => {
    const { createPythonParser } = await import("./python/parser.js");
    return createPythonParser(pythonGrammar);
  });
  return async (path, text) => {
    const language = languageOf(path);
    if (language === undefined) return { path, skipped: "not TypeScript, JavaScript or Python" };
    if (text.length > TEXT_LENGTH_MAX) {
      return { path, skipped: `longer than ${TEXT_LENGTH_MAX} characters` };
    }
    if (text.includes("\0")) return { path, skipped: "not text" };
    try {
      if (language === "typescript") {
        const { lowerTypeScript } = await import("./typescript/lower.js");
        const { root, fault } = lowerTypeScript(path, text);
        return fault !== undefined && root.children.length === 0
          ? { path, skipped: `cannot be parsed: ${fault}` }
          : new SourceFile(path, language, text, root);
      }
      const { lowerPython } = await import("./python/lower.js");
      const parser = await python();
      return new SourceFile(path, language, text, lowerPython(text, parser.parse(text).root));
    } catch (error) {
      // The only error that our own walks make is the one of the call stack.
      if (error instanceof RangeError) return { path, skipped: "nested too deeply" };
      throw error;
    }
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
