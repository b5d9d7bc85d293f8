import { fileURLToPath } from "node:url";
import type { SourceFile } from "../../src/checklist/ir/source-file.ts";
import { createParsers } from "../../src/checklist/parse.ts";

const parsers = createParsers(fileURLToPath(new URL("../../dist/python.wasm", import.meta.url)));

/** Parses a text that must be parseable. */
export async function parseText(path: string, text: string): Promise<SourceFile> {
  await parsers.load(path.endsWith(".py") ? "python" : "typescript");
  const file = parsers.parse(path, text);
  if ("skipped" in file) throw new Error(`${path}: ${file.skipped}`);
  return file;
}
