import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { loadLibrary } from "../src/knowledge/load.ts";

/** The built command; `npm test` builds before it tests. */
export const COMMAND = fileURLToPath(new URL("../dist/signalbox.mjs", import.meta.url));

/** The library as it was built into the package. */
export const builtLibrary = () => loadLibrary(new URL("../dist/knowledge.json", import.meta.url));

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the built command with these arguments, this input and these variables, to its end. */
export function signalbox(
  args: string[],
  input = "",
  variables: Record<string, string> = {},
): Promise<Ended> {
  const env = { ...process.env, ...variables };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [COMMAND, ...args], { stdio: "pipe", env });
    const ended: Ended = { code: null, stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (ended.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (ended.stderr += text));
    child.once("error", reject);
    child.once("close", (code) => resolve({ ...ended, code }));
    child.stdin.end(input);
  });
}
