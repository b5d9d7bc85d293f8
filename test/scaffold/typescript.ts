import { writeFile } from "node:fs/promises";
import ts from "typescript";
import type { Scaffold } from "../../src/scaffold/pattern.ts";
import { cache, writeScaffolds } from "./generated.ts";
import { run, type Run } from "./python.ts";

/**
 * Writes scaffolds and compiles them under the strictest rules. Returns the folder they are in, to
 * be removed by the caller. Throws what the compiler has to say.
 */
export async function compileScaffolds(which: readonly Scaffold[]): Promise<string> {
  const { folder, files } = await writeScaffolds(which);
  await writeFile(`${folder}/package.json`, '{ "type": "module" }');
  const program = ts.createProgram(files, compilerOptions);
  const { diagnostics } = program.emit();
  const all = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (all.length > 0) throw new Error(ts.formatDiagnostics(all, host));
  return folder;
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
