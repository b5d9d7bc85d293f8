// @ts-nocheck It measures dist/, which is not there before a build.
// Calls that do nothing, given at once, at most 10 at a time: what is left is what the dispatcher
// and others of its kind cost. Every entry runs in processes of its own, in turn with the others:
// in one process each would also pay for collecting what the others keep. Figures are medians of
// CPU time, garbage collection included, which busy neighbours disturb less than time on the wall.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CONCURRENCY, ENTRIES, TASKS } from "./overhead-entries.mjs";

const BACKLOGS = [1_000, 100_000];
const ROUNDS = 3;
const CHILD = fileURLToPath(new URL("overhead-child.mjs", import.meta.url));

export function compareOverhead() {
  const names = Object.keys(ENTRIES);
  const measured = new Map(names.map((name) => [name, BACKLOGS.map(() => [])]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [place, backlog] of BACKLOGS.entries()) {
      for (const name of names) measured.get(name)[place].push(...cpuPerTask(name, backlog));
    }
  }
  console.log(`\n${TASKS} calls that do nothing, ${CONCURRENCY} at a time: µs of CPU per call,`);
  console.log(`median (least..most), with ${BACKLOGS.join(" and ")} queued; ratio`);
  for (const [name, columns] of measured) {
    const [few, many] = columns.map(median);
    const cells = columns.map((values) => range(values).padStart(22));
    const ratio = many === undefined ? "-" : `${(many / few).toFixed(2)}x`;
    console.log(`${name.padEnd(54)}${cells.join("")}${ratio.padStart(8)}`);
  }
}

/** Of several runs; none if the entry leaves this backlog out. */
function cpuPerTask(name, backlog) {
  const command = ["--expose-gc", CHILD, name, String(backlog)];
  const printed = execFileSync(process.execPath, command, { encoding: "utf8" });
  return printed.split("\n").filter(Boolean).map(Number);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function range(values) {
  if (values.length === 0) return "left out";
  const show = (value) => value.toFixed(2);
  return `${show(median(values))} (${show(Math.min(...values))}..${show(Math.max(...values))})`;
}
