/**
 * Verdicts against labelled commands: node test/bench/classify-accuracy.mjs rows.jsonl [--all]
 * A row is {"command", "label"}; unsafe: not read-only but called so; lost: the reverse.
 */
import { loadSource, readRows, share } from "./load-source.mjs";

const [file, ...flags] = process.argv.slice(2);
const { classifyLine } = await loadSource("src/classify/lines.ts");
const { loadShell } = await loadSource("src/classify/shell/classify-shell.ts");

const rows = await readRows(file);
const context = { cwd: "/home/dev/proj", home: "/home/dev" };
const classify = await loadShell();
/** @type {any[]} */
const judged = [];
// Through the same door as the command line, so that SQL within a command is judged as well.
for (const row of rows) {
  judged.push({ ...row, ...(await classifyLine(JSON.stringify({ command: row.command }))) });
}

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

/** @param {string} name @param {typeof judged} misses */
function report(name, misses) {
  for (const row of misses) {
    const reasons = row.evidence.filter((/** @type {any} */ one) => one.says !== "read-only");
    const because = reasons.map((/** @type {any} */ one) => one.because).join("; ");
    console.log(`${name}\t${row.label}\t${JSON.stringify(row.command)}\t${because}`);
  }
}
