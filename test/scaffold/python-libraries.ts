import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { pythonFolder, run } from "./python.ts";

/** The folder of the variants that use a library. */
export const libraryFolder = `${pythonFolder}library/`;

const cache = fileURLToPath(new URL("../../.cache/", import.meta.url));

/**
 * Installs the pinned libraries into .cache/python-libraries, unless they are there, and returns
 * that folder. It goes through pip as the machine has it set up, and changes nothing elsewhere.
 */
export async function installLibraries(): Promise<string> {
  const requirements = `${libraryFolder}requirements.txt`;
  const wanted = createHash("sha256")
    .update(await readFile(requirements))
    .digest("hex");
  const folder = `${cache}python-libraries`;
  if (existsSync(`${folder}/${wanted}`)) return folder;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(`${cache}pip-`);
  const pip = "-m pip install -q --retries 0 --only-binary :all: --no-compile --target";
  const { code, output } = await run("python3", [...pip.split(" "), fresh, "-r", requirements]);
  if (code !== 0) {
    await rm(fresh, { recursive: true });
    throw new Error(`pip cannot install what ${requirements} names:\n${output}`);
  }
  await mkdir(`${fresh}/${wanted}`);
  await rm(folder, { recursive: true, force: true });
  await rename(fresh, folder);
  return folder;
}
