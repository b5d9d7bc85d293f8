import { mkdir, mkdtemp } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compileCatalogue } from "../../src/scaffold/compile.ts";
import { generateScaffold } from "../../src/scaffold/generate.ts";
import type { Language, Scaffold } from "../../src/scaffold/pattern.ts";
import { writeScaffold } from "../../src/scaffold/write.ts";

export const cache = fileURLToPath(new URL("../../.cache/", import.meta.url));
const catalogue = compileCatalogue(fileURLToPath(new URL("../../src", import.meta.url)));

/** The name that the scaffolds of these tests are asked for under. */
export const NAME = "name_of_the_caller";

/** Every scaffold of a language, as it is handed out to a caller who gives a name. */
export function scaffoldsIn(language: Language): Scaffold[] {
  return catalogue.scaffolds
    .filter((scaffold) => scaffold.language === language)
    .map(({ pattern, variant }) =>
      generateScaffold(catalogue, { pattern, language, variant, name: NAME }),
    );
}

/** The scaffold in words, which is also its folder below the one that all are written to. */
export const titleOf = ({ pattern, variant }: Scaffold): string => `${variant}/${pattern}`;

/**
 * Writes scaffolds, each to a folder of its own, and returns the folder above, to be removed by the
 * caller. It lies inside the repository, so that npm's packages are found.
 */
export async function writeScaffolds(
  which: readonly Scaffold[],
): Promise<{ folder: string; files: string[] }> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(`${cache}scaffolds-`);
  const written = which.map((scaffold) =>
    writeScaffold(scaffold, `${folder}/${titleOf(scaffold)}`, { force: false }),
  );
  return { folder, files: (await Promise.all(written)).flat() };
}
