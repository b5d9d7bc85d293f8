import { mkdtemp, readFile, rm, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

/**
 * Imports a TypeScript source of src/ as it is now; its npm packages stay outside of the bundle.
 * @param {string} source
 * @returns {Promise<any>}
 */
export async function loadSource(source) {
  await mkdir("node_modules/.cache", { recursive: true });
  const directory = await mkdtemp(join("node_modules", ".cache", "bench-"));
  try {
    const bundle = await rolldown({
      input: { entry: source },
      platform: "node",
      logLevel: "silent",
      external: /^(?!\.|\/|entry|src)/,
    });
    await bundle.write({ dir: directory, format: "esm" });
    return await import(pathToFileURL(join(directory, "entry.js")).href);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/**
 * The rows of a JSON Lines file.
 * @param {string | undefined} file
 * @returns {Promise<any[]>}
 */
export async function readRows(file) {
  if (file === undefined)
    throw new Error("the first argument is a JSON Lines file of labelled rows");
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}

/** @param {readonly unknown[]} part @param {readonly unknown[]} whole */
export function share(part, whole) {
  return `${part.length}/${whole.length} = ${((100 * part.length) / whole.length).toFixed(1)} %`;
}
