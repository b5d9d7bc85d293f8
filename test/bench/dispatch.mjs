// @ts-nocheck It measures dist/, which is not there before a build.
// What the dispatcher costs per call, how near its batches come to the best possible, and what it
// saves on real servers.
// Run: npm run bench:dispatch [-- overhead | makespan | servers]
import { compareMakespans } from "./makespan.mjs";
import { compareOverhead } from "./overhead.mjs";
import { compareOnServers } from "./stdio-servers.mjs";

const parts = { overhead: compareOverhead, makespan: compareMakespans, servers: compareOnServers };
const asked = process.argv.slice(2);
for (const [name, compare] of Object.entries(parts)) {
  if (asked.length === 0 || asked.includes(name)) await compare();
}
