import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import pLimit from "p-limit";
import { type Block, placeOf } from "./fences.ts";
import { isAtLeast, python } from "./python-blocks.ts";
import { javascriptOf } from "./typescript-blocks.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const AT_ONCE = 2;
const TIMEOUT_MS = 30_000;

interface Ran {
  code: number | string;
  stdout: string;
  stderr: string;
}

/**
 * Runs the blocks marked `runnable` and compares what they print with the output fence below them.
 * A block that asks for a newer runtime than the one here is left out, so its page says what it
 * would print and the CI of that runtime proves it.
 */
export async function runFaults(blocks: readonly Block[], folder: string): Promise<string[]> {
  const limit = pLimit(AT_ONCE);
  const runs = blocks.filter(isRunnableHere).map((block) => limit(() => faultOf(block, folder)));
  return (await Promise.all(runs)).filter((fault) => fault !== undefined);
}

/** Whether a block is to be run, and this machine has the runtime that it asks for. */
export function isRunnableHere({ flags, values }: Block): boolean {
  if (!flags.has("runnable")) return false;
  return (
    isAtLeast(process.versions.node, values.get("node")) &&
    isAtLeast(python.version, values.get("python"))
  );
}

/**
 * A fresh folder from which a block finds `signalbox`, made from src/ as it is now, and the
 * packages of this repository. The unnamed package.json keeps Node from taking the name
 * `signalbox` for the repository itself, whose build may be old or missing.
 */
export function makeBlockFolder(): string {
  mkdirSync(`${root}.cache`, { recursive: true });
  const folder = mkdtempSync(`${root}.cache/blocks-`);
  const library = `${folder}/node_modules/signalbox`;
  const manifest = { name: "signalbox", type: "module", exports: "./index.js" };
  write(`${folder}/package.json`, '{ "type": "module" }');
  write(`${library}/package.json`, JSON.stringify(manifest));
  for (const path of readdirSync(`${root}src`, { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".ts")) continue;
    const code = javascriptOf(readFileSync(`${root}src/${path}`, "utf8"));
    write(`${library}/${path.replace(/\.ts$/, ".js")}`, code);
  }
  return folder;
}

/** Takes the folder of the blocks away again. */
export function removeBlockFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

async function faultOf(block: Block, folder: string): Promise<string | undefined> {
  const place = placeOf(block);
  if (block.output === undefined) return `${place}: runnable, but no text fence follows`;
  const { code, stdout, stderr } = await run(block, folder);
  const expectedCode = Number(block.values.get("exit") ?? 0);
  if (code !== expectedCode) {
    return `${place}: ended with ${code}, not ${expectedCode}:\n${stderr}${stdout}`;
  }
  if (trimmed(stdout) === trimmed(block.output)) return undefined;
  return `${place}: printed:\n${stdout}but the page says:\n${block.output}`;
}

function run(block: Block, folder: string): Promise<Ran> {
  const name = `${block.path.replace(/\W/g, "-")}-${block.line}`;
  const isPython = block.language === "python";
  const file = `${folder}/${name}.${isPython ? "py" : "mjs"}`;
  write(file, isPython ? block.code : javascriptOf(block.code));
  const command = isPython ? python.command : process.execPath;
  return new Promise((resolve) => {
    execFile(command, [file], { timeout: TIMEOUT_MS, cwd: folder }, (error, stdout, stderr) => {
      const code = error === null ? 0 : (error.code ?? error.signal ?? "no exit code");
      resolve({ code, stdout, stderr });
    });
  });
}

function trimmed(text: string): string {
  return text
    .split("\n")
    .map((row) => row.trimEnd())
    .join("\n")
    .trim();
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
