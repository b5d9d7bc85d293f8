import { execFile, type ExecFileException } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** The folder of the Python patterns, with a slash at its end. */
export const pythonFolder = fileURLToPath(new URL("../../src/scaffold/python/", import.meta.url));

export interface Run {
  code: number;
  output: string;
}

/** Runs a program to its end, without a shell; a program that exits with an error is a result. */
export function run(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const done = (error: ExecFileException | null, stdout: string, stderr: string): void => {
      if (error !== null && typeof error.code !== "number") reject(error);
      else resolve({ code: Number(error?.code ?? 0), output: stdout + stderr });
    };
    const settings = {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", ...env },
      maxBuffer: 16 << 20,
      timeout: 110_000,
    };
    execFile(file, args, settings, done);
  });
}

/** The pattern names: every `x.py` that has a `test_x.py` beside it. */
export function patterns(folder: string): string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".py"));
  return files
    .filter((name) => name.startsWith("test_"))
    .map((name) => name.slice("test_".length, -".py".length));
}

export function source(folder: string, name: string): string {
  return readFileSync(`${folder}${name}`, "utf8");
}

/** Runs the test of a scaffold in its folder, with warnings as errors. */
export async function runUnittest(
  folder: string,
  flags: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Run & { ran: number }> {
  const args = [...flags, "-W", "error", "-m", "unittest", "discover", "-v", "-s", folder];
  const { code, output } = await run("python3", args, env);
  return { code, output, ran: Number(/^Ran (\d+) tests?/m.exec(output)?.[1]) };
}

/** Lets pyright check the scaffolds below a folder strictly, each as if it were there alone. */
export async function configurePyright(
  folder: string,
  titles: readonly string[],
  extraPaths: readonly string[],
): Promise<void> {
  const executionEnvironments = titles.map((root) => ({ root, extraPaths }));
  const settings = {
    include: titles,
    pythonVersion: "3.11",
    typeCheckingMode: "strict",
    // Once more, for the libraries' own imports of themselves.
    extraPaths,
    executionEnvironments,
  };
  await writeFile(`${folder}/pyrightconfig.json`, JSON.stringify(settings));
}
