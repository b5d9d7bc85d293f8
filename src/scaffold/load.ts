import { readFile } from "node:fs/promises";
import type { Catalogue } from "./pattern.js";

/** Reads the compiled catalogue. Rejects if the file is missing or no JSON: a broken package. */
export async function loadCatalogue(location: URL): Promise<Catalogue> {
  return JSON.parse(await readFile(location, "utf8")) as Catalogue;
}
