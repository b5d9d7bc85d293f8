// @ts-nocheck It measures dist/, which is not there before a build.
// Reads on real servers over stdio: by a client that awaits them in turn, by one that sends all of
// them at once, and as one batch through `signalbox serve`, which starts the servers itself. All
// connections are open before the clock starts. Ways run interleaved; figures are medians.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import pLimit from "p-limit";

const SERVERS = ["north", "east", "south", "west"];
const READS = 64;
const TAKES_MS = 50;
const ROUNDS = 7;
/** How many calls `signalbox serve` runs at once. */
const SLOTS = 16;

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const slowServer = { command: process.execPath, args: [path("slow-server.mjs")] };

const reads = Array.from({ length: READS }, (_, record) => ({
  server: SERVERS[record % SERVERS.length],
  tool: "look",
  arguments: { record, takesMs: TAKES_MS },
}));

async function connect({ command, args, env }) {
  const client = new Client({ name: "bench", version: "1.0.0" });
  const transport = new StdioClientTransport({ command, args, env, stderr: "ignore" });
  await client.connect(transport);
  return client;
}

/** A client of `signalbox serve`, with the bounds that it has if nobody says otherwise. */
async function connectToDispatch(folder) {
  const entry = { ...slowServer, signalbox: { trust: true } };
  const file = join(folder, "servers.json");
  const mcpServers = Object.fromEntries(SERVERS.map((server) => [server, entry]));
  await writeFile(file, JSON.stringify({ mcpServers }));
  const args = [path("../../dist/signalbox.mjs"), "serve", "--config", file];
  const env = { ...process.env, XDG_STATE_HOME: folder };
  return connect({ command: process.execPath, args, env });
}

async function dispatchAll(client) {
  const { structuredContent, isError } = await client.callTool({
    name: "dispatch",
    arguments: { calls: reads },
  });
  const statuses = (structuredContent?.outcomes ?? []).map(({ status }) => status);
  if (isError || statuses.length !== READS || statuses.some((status) => status !== "ok")) {
    throw new Error(`the batch did not go well: ${JSON.stringify(statuses)}`);
  }
}

export async function compareOnServers() {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  const plain = new Map();
  for (const server of SERVERS) plain.set(server, await connect(slowServer));
  const signalbox = await connectToDispatch(folder);
  const limit = pLimit(SLOTS);
  const call = ({ server, tool, arguments: args }) =>
    plain.get(server).callTool({ name: tool, arguments: args });
  const ways = {
    "in turn": async () => {
      for (const read of reads) await call(read);
    },
    "all at once, no bound": () => Promise.all(reads.map(call)),
    [`p-limit, ${SLOTS} at once`]: () => Promise.all(reads.map((read) => limit(call, read))),
    [`signalbox dispatch, ${SLOTS} at once`]: () => dispatchAll(signalbox),
  };
  try {
    await compareWays(ways);
  } finally {
    await Promise.all([...plain.values(), signalbox].map((client) => client.close()));
    await rm(folder, { recursive: true, force: true });
  }
}

async function compareWays(ways) {
  const tookMs = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, way] of Object.entries(ways)) {
      const startMs = performance.now();
      await way();
      if (round > 0) tookMs[name].push(performance.now() - startMs); // The first round warms up.
    }
  }
  console.log(`\n${READS} reads of ${TAKES_MS} ms on ${SERVERS.length} stdio servers, ms`);
  const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
  const inTurn = median(tookMs["in turn"]);
  for (const [name, values] of Object.entries(tookMs)) {
    const ms = median(values);
    const least = Math.min(...values).toFixed(0);
    const faster = `${(inTurn / ms).toFixed(1)}x of in turn`;
    console.log(`${name.padEnd(36)}${ms.toFixed(0).padStart(6)} (${least} at best)  ${faster}`);
  }
}
