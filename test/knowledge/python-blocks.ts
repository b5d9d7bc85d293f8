import { execFileSync } from "node:child_process";
import { type Block, placeOf } from "./fences.ts";

/** The Python that blocks are compiled with and run on. */
export const python = { command: "python3", version: versionOf("python3") };

const COMPILE = `
import json, sys, warnings
warnings.simplefilter("error", SyntaxWarning)
faults = []
for index, code in enumerate(json.load(sys.stdin)):
    try:
        compile(code, "block", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        faults.append([index, getattr(error, "lineno", None) or 1, str(error)])
json.dump(faults, sys.stdout)
`;

/**
 * What the Python compiler says about the blocks, all in one process. Syntax that is newer than the
 * Python here is excused only when the block states the version that it needs.
 */
export function compileFaults(blocks: readonly Block[]): string[] {
  const answer = execFileSync(python.command, ["-I", "-c", COMPILE], {
    input: JSON.stringify(blocks.map(({ code }) => code)),
    encoding: "utf8",
  });
  const faults = JSON.parse(answer) as [index: number, line: number, text: string][];
  return faults.flatMap(([index, line, text]) => {
    const block = blocks[index];
    if (block === undefined || !isAtLeast(python.version, block.values.get("python"))) return [];
    return [`${placeOf(block, line - 1)}: ${text}`];
  });
}

/** Whether `version` is `wanted` or newer, by major and minor; no wish is always met. */
export function isAtLeast(version: string, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split(".").map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

function versionOf(command: string): string {
  const code = "import platform; print(platform.python_version())";
  return execFileSync(command, ["-I", "-c", code], { encoding: "utf8" }).trim();
}
