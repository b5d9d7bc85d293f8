/**
 * Verdicts against labelled commands: node test/bench/classify-accuracy.mjs rows.jsonl [--all]
 * A row is {"command", "label"}; unsafe: not read-only but called so; lost: the reverse.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const [file, ...flags] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: classify-accuracy.mjs rows.jsonl [--all]");

const directory = await mkdtemp(join(tmpdir(), "classify-"));
const bundle = await rolldown({
  input: "src/classify/shell/classify-shell.ts",
  platform: "node",
  logLevel: "silent",
});
await bundle.write({ dir: directory, format: "esm" });
const { loadShell } = await import(pathToFileURL(join(directory, "classify-shell.js")).href);

const rows = (await readFile(file, "utf8"))
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));
const context = { cwd: "/home/dev/proj", home: "/home/dev" };
const classify = await loadShell();
/** @type {any[]} */
const judged = rows.map((row) => ({ ...row, ...classify(row.command, context) }));

const reads = judged.filter((row) => row.label === "read-only");
const others = judged.filter((row) => row.label !== "read-only");
const lost = reads.filter((row) => row.verdict !== "read-only");
const unsafe = others.filter((row) => row.verdict === "read-only");
report("UNSAFE", unsafe);
report("lost", lost);
if (flags.includes("--all")) {
  for (const row of judged) console.log(JSON.stringify([row.command, row.verdict, row.accesses]));
}
console.log(`unsafe ${share(unsafe, others)}, lost ${share(lost, reads)}`);

const rounds = 20;
for (const row of rows) classify(row.command, context);
// Processor time, because a shared machine makes the wall clock say something else.
const start = process.cpuUsage();
for (let round = 0; round < rounds; round += 1) {
  for (const row of rows) classify(row.command, context);
}
const { user, system } = process.cpuUsage(start);
const microseconds = (user + system) / rounds / rows.length;
console.log(`${microseconds.toFixed(1)} µs of processor per command, the parse included`);
await rm(directory, { recursive: true });

/** @param {string} name @param {typeof judged} misses */
function report(name, misses) {
  for (const row of misses) {
    const reasons = row.evidence.filter((/** @type {any} */ one) => one.says !== "read-only");
    const because = reasons.map((/** @type {any} */ one) => one.because).join("; ");
    console.log(`${name}\t${row.label}\t${JSON.stringify(row.command)}\t${because}`);
  }
}

/** @param {readonly unknown[]} part @param {readonly unknown[]} whole */
function share(part, whole) {
  return `${part.length}/${whole.length} = ${((100 * part.length) / whole.length).toFixed(1)} %`;
}
