// Cold start of the built server against a minimal bundled v2 server, interleaved in one run:
// spawn to the answer of initialize, and the resident memory then.
// Run it with `node test/bench/coldstart.mjs [runs]`, after a build.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("../..", import.meta.url));
const runs = Number(process.argv[2] ?? 15);
const folder = mkdtempSync(join(root, "node_modules/.coldstart-"));

const minimal = `
import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import * as z from "zod";
serveStdio(() => {
  const server = new McpServer({ name: "minimal", version: "0.0.1" });
  const schema = z.strictObject({ text: z.string() });
  server.registerTool("echo", { title: "Echo", description: "Echoes.", inputSchema: schema,
    outputSchema: schema }, ({ text }) => ({ content: [{ type: "text", text }],
    structuredContent: { text } }));
  return server;
});`;

const initialize = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "bench", version: "1" },
  },
});

/** @param {string} file @returns {Promise<{ms: number, rssMb: number}>} */
function start(file) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(process.execPath, [file], { stdio: ["pipe", "pipe", "ignore"] });
    child.once("error", reject);
    child.stdout.once("data", () => {
      const ms = performance.now() - begun;
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      const rssMb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
      child.once("close", () => resolve({ ms, rssMb }));
      child.stdin.end();
    });
    child.stdin.write(`${initialize}\n`);
  });
}

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

try {
  writeFileSync(join(folder, "minimal.js"), minimal);
  const bundle = await rolldown({
    cwd: root,
    input: join(folder, "minimal.js"),
    platform: "node",
    external: [/^node:/],
  });
  await bundle.write({ file: join(folder, "minimal.mjs"), format: "esm", codeSplitting: false });
  await bundle.close();
  const files = {
    minimal: join(folder, "minimal.mjs"),
    signalbox: join(root, "dist/signalbox.mjs"),
  };
  /** @type {Record<string, {ms: number, rssMb: number}[]>} */
  const seen = { minimal: [], signalbox: [] };
  for (let run = -1; run < runs; run++) {
    for (const [name, file] of Object.entries(files)) {
      const figure = await start(file);
      if (run >= 0) seen[name]?.push(figure);
    }
  }
  for (const [name, figures] of Object.entries(seen)) {
    const ms = figures.map((figure) => figure.ms);
    const rss = median(figures.map((figure) => figure.rssMb));
    const least = Math.min(...ms).toFixed(0);
    console.log(`${name}: ${median(ms).toFixed(0)} ms (min ${least}), RSS ${rss.toFixed(1)} MB`);
  }
  const ratios = (seen["signalbox"] ?? []).map(
    (figure, index) => figure.ms / (seen["minimal"]?.[index]?.ms ?? NaN),
  );
  console.log(`ratio signalbox / minimal, median of pairs: ${median(ratios).toFixed(2)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
