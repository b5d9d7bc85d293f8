import { readdirSync, readFileSync } from "node:fs";
import { type Block, fencesOf } from "./fences.ts";

const root = new URL("../../", import.meta.url);

export interface Page {
  path: string;
  text: string;
  blocks: Block[];
}

/** The skill and every reference, with their fenced blocks. */
export function readPages(): Page[] {
  const references = readdirSync(new URL("references", root))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `references/${name}`);
  return ["skill/SKILL.md", ...references].map((path) => {
    const text = readFileSync(new URL(path, root), "utf8");
    return { path, text, blocks: fencesOf(path, text) };
  });
}
