// @ts-nocheck It measures dist/, which is not there before a build.
// One entry with one backlog, alone in its process. Prints µs of CPU per task, a line a run.
import { ENTRIES, LEFT_OUT, TASKS } from "./overhead-entries.mjs";

const WARM_UPS = 4;
const RUNS = 3;

const [name, backlog] = process.argv.slice(2);
for (let run = 0; run < WARM_UPS + RUNS; run += 1) {
  const us = await measure();
  if (run >= WARM_UPS) console.log(us);
}

async function measure() {
  globalThis.gc();
  const start = process.cpuUsage();
  for (let done = 0; done < TASKS; done += Number(backlog)) {
    if ((await ENTRIES[name](Number(backlog))) === LEFT_OUT) process.exit();
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / TASKS;
}
