// `signalbox check` beside oxlint, ruff and ESLint with typescript-eslint on 1,000 files with
// 300,000 lines of real code, interleaved in one run; then one snippet from a cold start, and over
// MCP; and the memory of all processes together.
// Run it with `node test/bench/checklist.mjs [rounds]`, after a build. Times are noise on a machine
// that others use: compare columns of one run.
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { makeCorpus } from "./checklist-corpus.mjs";
import { measured, median } from "./measured.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const rounds = Number(process.argv[2] ?? 5);
const command = join(root, "dist/signalbox.mjs");
const { resolve } = createRequire(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "signalbox-bench-"));

const RUFF = `
const ruff = require(process.argv[1]);
const { readdirSync, readFileSync } = require("node:fs");
const options = { preview: false, lint: { select: ["ASYNC", "RUF006", "S113", "BLE", "B012"] } };
const workspace = new ruff.Workspace(options, ruff.PositionEncoding.Utf16);
for (const name of readdirSync(process.argv[2])) {
  if (name.endsWith(".py")) workspace.check(readFileSync(process.argv[2] + "/" + name, "utf8"));
}`;

/** @param {string} corpus @returns {[string, string[]][]} */
function contenders(corpus) {
  const bin = (/** @type {string} */ name, /** @type {string} */ path) =>
    join(dirname(resolve(`${name}/package.json`)), path);
  const eslint = [bin("eslint", "bin/eslint.js"), "-c", join(root, "test/bench/eslint-peer.mjs")];
  return [
    ["signalbox check --no-types", [command, "check", corpus, "--no-types", "--json"]],
    ["oxlint, its own rules", [bin("oxlint", "bin/oxlint"), "-f", "json", "--no-ignore", corpus]],
    [
      "ruff (wasm), Python only",
      ["--liftoff-only", "-e", RUFF, resolve("@astral-sh/ruff-wasm-nodejs"), corpus],
    ],
    ["ESLint with typescript-eslint", [...eslint, "-f", "json", corpus]],
  ];
}

async function whole() {
  const corpus = join(folder, "corpus");
  const wanted = { packages: join(root, "node_modules"), files: 1_000, lines: 300_000 };
  const made = makeCorpus(corpus, wanted);
  console.log(
    `${made.files} files (${made.scripts} JavaScript or TypeScript, ${made.python} Python), ` +
      `${made.lines} lines; Node ${process.version}, ${availableParallelism()} cores, ` +
      `median of ${rounds}`,
  );
  const all = contenders(corpus);
  const times = new Map(all.map(([name]) => [name, /** @type {number[]} */ ([])]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, args] of all)
      times.get(name)?.push((await measured(args, { cwd: folder })).ms);
  }
  for (const [name, values] of times) {
    const range = `${seconds(Math.min(...values))} to ${seconds(Math.max(...values))}`;
    console.log(`${name.padEnd(32)} ${seconds(median(values))} (${range})`);
  }
  for (const [name, args] of all) {
    const { rssMb, pssMb, largestMb } = await measured(args, { cwd: folder, memory: true });
    const figures = [rssMb, pssMb, largestMb].map((mb) => `${Math.round(mb)} MB`);
    console.log(
      `${name.padEnd(32)} at most ${figures[0]} in all processes (shared pages counted once: ` +
        `${figures[1]}), ${figures[2]} in the largest`,
    );
  }
  const report = JSON.parse((await measured(all[0]?.[1] ?? [], { cwd: folder })).stdout);
  console.log(`signalbox judged ${report.files} files, left out ${report.skipped.length}`);
}

/** @param {number} ms */
const seconds = (ms) => `${(ms / 1_000).toFixed(2)} s`;

const SNIPPETS = /** @type {const} */ ({
  "a.ts": "export async function f(url: string) {\n  await fetch(url);\n}\n",
  "a.py": "import time\n\nasync def f():\n    time.sleep(1)\n",
});

async function snippets() {
  /** @type {Record<string, number[]>} */
  const times = {};
  for (let round = 0; round < rounds * 2; round += 1) {
    for (const [name, code] of Object.entries(SNIPPETS)) {
      const path = join(folder, name);
      writeFileSync(path, code);
      const { ms } = await measured([command, "check", path, "--no-types", "--json"]);
      (times[`${name} by the command, cold`] ??= []).push(ms);
      await overMcp(name, code, times);
    }
  }
  for (const [name, values] of Object.entries(times)) {
    const [low, high] = [Math.min(...values), Math.max(...values)].map(Math.round);
    console.log(`${name.padEnd(40)} ${Math.round(median(values))} ms (${low} to ${high})`);
  }
}

/** @param {string} name @param {string} code @param {Record<string, number[]>} times */
async function overMcp(name, code, times) {
  const client = new Client({ name: "bench", version: "1" });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [command] }));
  try {
    for (const which of ["first", "second"]) {
      const begun = performance.now();
      const args = { code, language: name };
      const { structuredContent } = await client.callTool({
        name: "run_checklist",
        arguments: args,
      });
      (times[`${name} over MCP, ${which} call`] ??= []).push(performance.now() - begun);
      const { items } = /** @type {{ items: { verdict: string }[] }} */ (structuredContent);
      const missing = items.filter(({ verdict }) => verdict === "unavailable").length;
      (times[`${name} over MCP, ${which}: unavailable`] ??= []).push(missing);
    }
  } finally {
    await client.close();
  }
}

try {
  await snippets();
  await whole();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
