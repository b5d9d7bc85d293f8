import { readFile } from "node:fs/promises";
import { KnowledgeError } from "./fault.js";
import { LIBRARY_FORMAT, REFERENCE_IDS } from "./library.js";
import type { Library } from "./library.js";

/**
 * Reads the compiled library. Rejects with `artefact-broken` when the file is missing, is not
 * JSON or was made by another version: a server without its content must not start.
 */
export async function loadLibrary(location: URL): Promise<Library> {
  let library: Library;
  try {
    library = JSON.parse(await readFile(location, "utf8")) as Library;
  } catch (cause) {
    throw broken(location, `cannot be read: ${String(cause)}`);
  }
  if (library.format !== LIBRARY_FORMAT) throw broken(location, "has another format");
  const ids = library.references.map(({ id }) => id);
  if (ids.join() !== REFERENCE_IDS.join()) throw broken(location, "does not hold every reference");
  return library;
}

function broken(location: URL, message: string): KnowledgeError {
  return new KnowledgeError("artefact-broken", "library", `${location.pathname} ${message}`);
}
