import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { compileCatalogue } from "../../src/scaffold/compile.ts";
import { generateScaffold } from "../../src/scaffold/generate.ts";
import type { Scaffold } from "../../src/scaffold/pattern.ts";
import { writeScaffold } from "../../src/scaffold/write.ts";
import { run, type Run } from "./python.ts";

const cache = fileURLToPath(new URL("../../.cache/", import.meta.url));
const catalogue = compileCatalogue(fileURLToPath(new URL("../../src", import.meta.url)));

/** Every TypeScript scaffold, as it is handed out to a caller who gives a name of his own. */
export const scaffolds: readonly Scaffold[] = catalogue.scaffolds
  .filter(({ language }) => language === "typescript")
  .map(({ pattern, language, variant }) =>
    generateScaffold(catalogue, { pattern, language, variant, name: "nameOfTheCaller" }),
  );

/** The scaffold in words, which is also its folder below the one that is compiled. */
export const titleOf = ({ pattern, variant }: Scaffold): string => `${variant}/${pattern}`;

/**
 * Writes scaffolds, each to a folder of its own, and compiles them under the strictest rules.
 * Returns the folder, to be removed by the caller; it lies inside the repository, so that the
 * packages are found. Throws what the compiler has to say.
 */
export async function compileScaffolds(which: readonly Scaffold[]): Promise<string> {
  await mkdir(cache, { recursive: true });
  const target = await mkdtemp(`${cache}typescript-`);
  await writeFile(`${target}/package.json`, '{ "type": "module" }');
  const written = which.map((scaffold) =>
    writeScaffold(scaffold, `${target}/${titleOf(scaffold)}`, { force: false }),
  );
  const files = (await Promise.all(written)).flat();
  const program = ts.createProgram(files, compilerOptions);
  const { diagnostics } = program.emit();
  const all = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (all.length > 0) throw new Error(ts.formatDiagnostics(all, host));
  return target;
}

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts"],
  module: ts.ModuleKind.NodeNext,
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  skipLibCheck: true,
};

const host: ts.FormatDiagnosticsHost = {
  getCurrentDirectory: () => cache,
  getCanonicalFileName: (name) => name,
  getNewLine: () => "\n",
};

/** Runs test files under `node --test` and says how many tests passed and failed. */
export async function runNodeTests(
  node: string,
  files: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Run & { passed: number; failed: number }> {
  const ran = await run(node, ["--test", "--test-reporter=tap", ...files], env);
  const count = (word: string): number =>
    Number(new RegExp(`^# ${word} (\\d+)$`, "m").exec(ran.output)?.[1]);
  return { ...ran, passed: count("pass"), failed: count("fail") };
}
