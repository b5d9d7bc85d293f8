// @ts-nocheck It runs dist/, which is not there before a build.
// Batch after batch on four real servers, and what is there afterwards that was not there before.
// Run: npm run leaks [-- BATCHES stdio|http]. Prints what it found as JSON; exits with 1 if
// anything leaks.
import { spawn } from "node:child_process";
import { getEventListeners, once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onThisMachine } from "../../dist/cli/this-machine.js";
import { parseConfig } from "../../dist/gateway/config.js";
import { createGateway } from "../../dist/gateway/gateway.js";
import { systemClock } from "../../dist/index.js";
import { OwnTools } from "../../dist/tools/own-tools.js";
import { createStation } from "../../dist/tools/station.js";

const [batches = "100", transport = "stdio"] = process.argv.slice(2);
const SERVERS = ["north", "east", "south", "west"];
const CALLS = 64;
/** Enough for code to be compiled, lanes to be made and sockets to be opened. */
const WARM_UP = 20;
/** Bytes of heap for one batch that are noise; one call kept of each batch would be more. */
const BYTES_PER_BATCH = 1_024;
const BYTES_OF_NOISE = 512 * 1_024;

const script = fileURLToPath(new URL("servers/echo-server.mjs", import.meta.url));
const own = { trust: true, tools: { note: { allow: "write", writes: ["file:/{text}"] } } };

const children = [];
/** Starts a server that listens, and resolves with its entry. */
function listening() {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, HTTP: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return new Promise((resolve) => {
    child.stdout.once("data", (text) => {
      const port = /listening (\d+)/.exec(String(text))?.[1];
      resolve({ url: `http://127.0.0.1:${port}/mcp`, signalbox: own });
    });
  });
}

async function makeStation() {
  const mcpServers = {};
  for (const server of SERVERS) {
    const entry = { command: process.execPath, args: [script], signalbox: own };
    mcpServers[server] = transport === "http" ? await listening() : entry;
  }
  const text = JSON.stringify({ mcpServers });
  const gateway = createGateway({
    config: parseConfig({ name: "leak-run", text, env: process.env }),
    version: "0.0.0",
    env: process.env,
    report: (level, server, line) => process.stderr.write(`${level} ${server}: ${line}\n`),
  });
  const ownTools = new OwnTools([], () => {});
  const around = onThisMachine(process.cwd());
  return createStation({ gateway, own: ownTools, around, ledger: undefined, clock: systemClock });
}

function batchOf(number) {
  return Array.from({ length: CALLS }, (_, call) => ({
    server: SERVERS[call % SERVERS.length],
    tool: call % 8 === 0 ? "note" : "echo",
    // A few files that many batches write, so that calls wait for one another.
    arguments: { text: call % 8 === 0 ? `${(number + call) % 24}` : `${number} ${call}` },
  }));
}

async function runBatches(station, signal, from, count) {
  for (let number = from; number < from + count; number += 1) {
    const { outcomes } = await station.dispatcher.dispatch({ calls: batchOf(number) }, { signal });
    const bad = outcomes.find(({ status }) => status !== "ok");
    if (bad !== undefined) throw new Error(JSON.stringify(bad));
  }
}

/** Processes whose parent this one is. */
function childrenAlive() {
  const isOurs = (pid) => {
    try {
      return readFileSync(`/proc/${pid}/stat`, "utf8").includes(`) S ${process.pid} `);
    } catch {
      return false;
    }
  };
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isOurs(name)).length;
}

async function measure(signal) {
  // What has been closed is gone when the event loop has been round; what is let go by a finaliser,
  // as bodies of answers are, only at the collection after that.
  for (let turn = 0; turn < 4; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc();
  }
  return {
    descriptors: readdirSync("/proc/self/fd").length,
    processes: childrenAlive() - children.length,
    listeners: getEventListeners(signal, "abort").length,
    timers: process.getActiveResourcesInfo().filter((name) => name === "Timeout").length,
    heapBytes: process.memoryUsage().heapUsed,
  };
}

/** Measures again until it is as before, or long enough: sockets close in their own time. */
async function measureUntil(signal, isAsBefore) {
  for (let tries = 0; ; tries += 1) {
    const now = await measure(signal);
    if (isAsBefore(now) || tries === 100) return now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const { signal } = new AbortController();
// The first child leaves one descriptor with the event loop, for good.
await once(spawn(process.execPath, ["--version"], { stdio: "pipe" }), "close");
const nothing = await measure(signal);
const station = await makeStation();
await runBatches(station, signal, 0, WARM_UP);
const before = await measure(signal);
const half = Math.ceil(Number(batches) / 2);
await runBatches(station, signal, WARM_UP, half);
const midway = await measure(signal);
await runBatches(station, signal, WARM_UP + half, half);
const after = await measure(signal);
const atRest = station.dispatcher.stats();
await station.close();
const withPipes = nothing.descriptors + children.length;
const closed = await measureUntil(signal, ({ descriptors, processes, timers }) => {
  return descriptors <= withPipes && processes === 0 && timers <= nothing.timers;
});
for (const child of children) child.kill();

const growth = (what) => after[what] - before[what];
// Sockets and compiled code come once, in one half or the other; a leak grows in both.
const heapGrowth = Math.min(
  midway.heapBytes - before.heapBytes,
  after.heapBytes - midway.heapBytes,
);
const heapMax = BYTES_OF_NOISE + BYTES_PER_BATCH * half;
const { batches: open, waiting, running, lingering, timers, locks } = atRest;
const found = {
  processes: growth("processes"),
  descriptors: growth("descriptors"),
  listeners: after.listeners,
  timers: growth("timers"),
  heapBytes: heapGrowth <= heapMax ? 0 : heapGrowth,
  atRest: open + waiting + running + lingering + timers + locks.holding + locks.waiting,
  processesAfterClose: closed.processes,
  descriptorsAfterClose: Math.max(0, closed.descriptors - withPipes),
  timersAfterClose: Math.max(0, closed.timers - nothing.timers),
};
// Between two batches the pool of sockets may have one more or less; it must not grow with them.
if (transport === "http") found.descriptors = Math.max(0, found.descriptors - SERVERS.length);
console.log(JSON.stringify(found));
const heaps = [before, midway, after].map(({ heapBytes }) => heapBytes).join(", ");
process.stderr.write(`heap before, midway and after: ${heaps} bytes\n`);
process.exitCode = Object.values(found).every((count) => count <= 0) ? 0 : 1;
