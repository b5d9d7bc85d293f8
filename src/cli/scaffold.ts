import { choosePatterns } from "../scaffold/choose.js";
import { loadCatalogue } from "../scaffold/load.js";
import { generateScaffold, type ScaffoldRequest } from "../scaffold/generate.js";
import { writeScaffold } from "../scaffold/write.js";
import { createScaffoldTool } from "../tools/scaffold.js";
import type { Catalogue, Language } from "../scaffold/pattern.js";
import type { Surroundings } from "./surroundings.js";

/** What the command line says of a scaffold, besides what it is for. */
export interface ScaffoldOptions extends Omit<ScaffoldRequest, "pattern"> {
  out?: string;
  force?: boolean;
  json?: boolean;
}

/** Prints a scaffold, writes its files into a folder, or lists the patterns if no need is told. */
export async function scaffoldCommand(
  { scaffoldsUrl, stdout }: Surroundings,
  need: string,
  { out, force = false, json = false, ...settings }: ScaffoldOptions,
): Promise<void> {
  const catalogue = await loadCatalogue(scaffoldsUrl);
  if (need === "") {
    const listed = listPatterns(catalogue);
    stdout.write(json ? `${JSON.stringify({ patterns: listed })}\n` : renderList(listed));
    return;
  }
  if (out !== undefined) {
    const pattern = choosePatterns(catalogue.patterns, need)[0]?.id ?? need;
    const scaffold = generateScaffold(catalogue, { pattern, ...settings });
    const paths = await writeScaffold(scaffold, out, { force });
    stdout.write(json ? `${JSON.stringify({ pattern, paths })}\n` : `${paths.join("\n")}\n`);
    return;
  }
  const tool = createScaffoldTool(() => Promise.resolve(catalogue));
  const signal = new AbortController().signal;
  const { text, value } = await tool.run({ need, ...settings }, { signal });
  stdout.write(json ? `${JSON.stringify(value)}\n` : `${text}\n`);
}

/** A pattern as it is listed; it is there in every language, and on a library in these. */
interface Listed {
  id: string;
  title: string;
  library: Language[];
}

function listPatterns({ patterns, scaffolds }: Catalogue): Listed[] {
  return patterns.map(({ id, title }) => {
    const built = scaffolds.filter((each) => each.pattern === id && each.variant === "library");
    return { id, title, library: built.map(({ language }) => language) };
  });
}

function renderList(patterns: readonly Listed[]): string {
  const lines = patterns.map(({ id, title, library }) => {
    const variant = library.length === 0 ? "" : ` (library: ${library.join(", ")})`;
    return `${id.padEnd(24)}${title}${variant}\n`;
  });
  return lines.join("");
}
