import { fileURLToPath } from "node:url";
import type { SourceFile } from "../../src/checklist/ir/source-file.ts";
import { createParse } from "../../src/checklist/parse.ts";

export const parse = createParse(fileURLToPath(new URL("../../dist/python.wasm", import.meta.url)));

/** Parses a text that must be parseable. */
export async function parseText(path: string, text: string): Promise<SourceFile> {
  const file = await parse(path, text);
  if ("skipped" in file) throw new Error(`${path}: ${file.skipped}`);
  return file;
}
