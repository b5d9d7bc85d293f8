import { Language, Parser } from "web-tree-sitter";
import { copyTree, type Raw } from "./tree.js";

/** Parses Python; made once, since the grammar's wasm is loaded for it. */
export interface PythonParser {
  parse(text: string): { root: Raw };
}

/** @param grammar where the grammar's wasm lies, as a path of the file system */
export async function createPythonParser(grammar: string): Promise<PythonParser> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return {
    parse(text) {
      const tree = parser.parse(text);
      if (tree === null) throw new Error("the Python parser gave up");
      try {
        return { root: copyTree(tree, text) };
      } finally {
        tree.delete();
      }
    },
  };
}
