import { existsSync, readFileSync } from "node:fs";
import { type Block, placeOf } from "./fences.ts";

const root = new URL("../../", import.meta.url);

/** Blocks marked `from=` that are not lines of the file that they name, word for word. */
export function quoteFaults(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    const from = block.values.get("from");
    if (from === undefined) return [];
    const file = new URL(from, root);
    if (!existsSync(file)) return [`${placeOf(block)}: no such file: ${from}`];
    const isThere = `\n${readFileSync(file, "utf8")}`.includes(`\n${block.code}`);
    return isThere ? [] : [`${placeOf(block)}: not verbatim in ${from}`];
  });
}

/** The quotations from a folder or file; none would mean that holding them equal proves nothing. */
export function quotationsFrom(path: string, blocks: readonly Block[]): Block[] {
  return blocks.filter(({ values }) => values.get("from")?.startsWith(path) ?? false);
}

/** The blocks that stand on their own, not quoted from a source file that is checked itself. */
export function ownBlocks(blocks: readonly Block[]): Block[] {
  return blocks.filter(({ values }) => !values.has("from"));
}
