import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { run, type Run } from "./python.ts";

/** The folder of the TypeScript patterns, with a slash at its end. */
export const typescriptFolder = fileURLToPath(
  new URL("../../src/scaffold/typescript/", import.meta.url),
);

/** The Node.js programs that every pattern must hold under. */
export const nodes: readonly string[] = [process.execPath];

const sources = fileURLToPath(new URL("../../src/", import.meta.url));
const cache = fileURLToPath(new URL("../../.cache/", import.meta.url));
const folders = ["primitives", "scaffold/typescript", "scaffold/typescript/library"];

/** The ids of all patterns of a folder, from their tests. */
export async function patternsIn(folder: string): Promise<string[]> {
  const files = await readdir(folder);
  const ending = ".test.ts";
  return files.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));
}

/**
 * Compiles the patterns and the primitives to JavaScript and returns the new folder, to be removed
 * by the caller. It lies inside the repository, so that the compiled files find their packages.
 */
export async function compilePatterns(): Promise<string> {
  await mkdir(cache, { recursive: true });
  const target = await mkdtemp(`${cache}typescript-`);
  await writeFile(`${target}/package.json`, '{ "type": "module" }');
  for (const folder of folders) await compileFolder(`${sources}${folder}`, `${target}/${folder}`);
  return target;
}

async function compileFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
  for (const file of (await readdir(from)).filter((name) => name.endsWith(".ts"))) {
    const text = await readFile(`${from}/${file}`, "utf8");
    const { outputText } = ts.transpileModule(text, { compilerOptions });
    await writeFile(`${to}/${file.replace(/ts$/, "js")}`, outputText);
  }
}

/** Runs test files under `node --test` and says how many tests passed and failed. */
export async function runNodeTests(
  node: string,
  files: readonly string[],
): Promise<Run & { passed: number; failed: number }> {
  const ran = await run(node, ["--test", "--test-reporter=tap", ...files]);
  const count = (word: string): number =>
    Number(new RegExp(`^# ${word} (\\d+)$`, "m").exec(ran.output)?.[1]);
  return { ...ran, passed: count("pass"), failed: count("fail") };
}
