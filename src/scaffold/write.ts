import { access, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mapConcurrent } from "../primitives/map-concurrent.js";
import { ScaffoldError } from "./fault.js";
import type { Scaffold } from "./pattern.js";

/**
 * Writes a scaffold's files into a folder, which is made if missing, and answers their paths.
 * Without `force` it writes nothing at all if one of them exists.
 */
export async function writeScaffold(
  scaffold: Scaffold,
  folder: string,
  { force }: { force: boolean },
): Promise<string[]> {
  const files = scaffold.files.map(({ name, text }) => ({ path: join(folder, name), text }));
  const taken = force ? [] : await existing(files.map(({ path }) => path));
  if (taken.length > 0) {
    const list = taken.join(", ");
    const message = `out: nothing written, for these exist (--force overwrites): ${list}`;
    throw new ScaffoldError("file-exists", message);
  }
  await mkdir(folder, { recursive: true });
  // The flag still refuses a file that somebody else made since the look above.
  for (const { path, text } of files) await writeFile(path, text, { flag: force ? "w" : "wx" });
  return files.map(({ path }) => path);
}

const LOOKS_MAX = 8;

async function existing(paths: readonly string[]): Promise<string[]> {
  const isThere = (path: string): Promise<boolean> =>
    access(path).then(
      () => true,
      () => false,
    );
  const found = await mapConcurrent(paths, isThere, { limit: LOOKS_MAX });
  return paths.filter((_, index) => found[index]);
}
