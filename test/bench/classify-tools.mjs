/**
 * Verdicts against labelled tools: node test/bench/classify-tools.mjs rows.jsonl [half] [--show]
 * A row is {"server", "tool", "description", "params", "annotations", "label"}. `half` is 0 or 1:
 * every other server only, so that what is tuned on one half can be reported on the other.
 */
import { loadSource, readRows, share } from "./load-source.mjs";

const { classifyLine } = await loadSource("src/classify/lines.ts");
const all = await readRows(process.argv[2]);
const servers = [...new Set(all.map(({ server }) => server))].sort((a, b) => (a < b ? -1 : 1));
const half = process.argv[3] === undefined ? Number.NaN : Number(process.argv[3]);
const rows = all.filter(({ server }) => Number.isNaN(half) || servers.indexOf(server) % 2 === half);

/** @param {any} row @param {boolean} hints */
const definitionOf = (row, hints) => ({
  name: row.tool,
  description: row.description ?? "",
  inputSchema: {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(row.params ?? {}).map(([name, type]) => [name, { type }]),
    ),
  },
  ...(hints ? { annotations: row.annotations ?? {} } : {}),
});

/** @type {[string, boolean, boolean][]} */
const modes = [
  ["hints hidden", false, false],
  ["hints untrusted", true, false],
  ["server trusted", true, true],
];
for (const [mode, hints, trusted] of modes) {
  /** @type {any[]} */
  const judged = [];
  for (const row of rows) {
    const line = JSON.stringify({ definition: definitionOf(row, hints), trusted });
    judged.push({ ...row, ...(await classifyLine(line)) });
  }
  const reads = judged.filter(({ label }) => label === "read-only");
  const others = judged.filter(({ label }) => label !== "read-only");
  const lost = reads.filter(({ verdict }) => verdict !== "read-only");
  const unsafe = others.filter(({ verdict }) => verdict === "read-only");
  if (process.argv.includes("--show")) {
    for (const { server, tool, label, verdict, description } of [...unsafe, ...lost]) {
      const text = (description ?? "").slice(0, 100).replaceAll("\n", " ");
      console.log(`${mode}: ${label} called ${verdict}\t${server} ${tool}\t${text}`);
    }
  }
  console.log(`${mode}: unsafe ${share(unsafe, others)}, lost ${share(lost, reads)}`);
}
