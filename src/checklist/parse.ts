import { extname } from "node:path";
import type { Node } from "./ir/node.js";
import { SourceFile, type Language } from "./ir/source-file.js";

/** A file that cannot be judged, and why in words for the report. */
export interface Skipped {
  path: string;
  skipped: string;
}

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

/** Parses at once, in any language that was loaded. */
export interface Parsers {
  load(language: Language): Promise<void>;
  /** What cannot be parsed comes back as a reason and never as an exception. */
  parse(path: string, text: string): SourceFile | Skipped;
}

/**
 * Both parsers, each loaded when its language is first asked for.
 *
 * @param pythonGrammar where the grammar's wasm lies, as a path of the file system
 */
export function createParsers(pythonGrammar: string): Parsers {
  const loaded = new Map<Language, Promise<ToTree>>();
  const ready = new Map<Language, ToTree>();
  return {
    async load(language) {
      const loading = loaded.get(language) ?? loadTree(language, pythonGrammar);
      loaded.set(language, loading);
      ready.set(language, await loading);
    },
    parse(path, text) {
      const language = languageOf(path);
      const toTree = language && ready.get(language);
      if (language === undefined || toTree === undefined) {
        return { path, skipped: "not TypeScript, JavaScript or Python" };
      }
      if (text.length > TEXT_LENGTH_MAX) {
        return { path, skipped: `longer than ${TEXT_LENGTH_MAX} characters` };
      }
      if (text.includes("\0")) return { path, skipped: "not text" };
      try {
        const { root, fault } = toTree(path, text);
        return fault !== undefined && root.children.length === 0
          ? { path, skipped: `cannot be parsed: ${fault}` }
          : new SourceFile(path, language, text, root);
      } catch (error) {
        // The only error that our own walks make is the one of the call stack.
        if (error instanceof RangeError) return { path, skipped: "nested too deeply" };
        throw error;
      }
    },
  };
}

type ToTree = (path: string, text: string) => { root: Node; fault?: string };

async function loadTree(language: Language, pythonGrammar: string): Promise<ToTree> {
  if (language === "typescript") return (await import("./typescript/lower.js")).lowerTypeScript;
  const [{ createPythonParser }, { lowerPython }] = await Promise.all([
    import("./python/parser.js"),
    import("./python/lower.js"),
  ]);
  const parser = await createPythonParser(pythonGrammar);
  return (_path, text) => ({ root: lowerPython(text, parser.parse(text).root) });
}
