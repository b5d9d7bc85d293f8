/**
 * Plans against labelled pairs of calls: node test/bench/classify-pairs.mjs rows.jsonl
 * A row is {"a", "b", "cwd", "label", "reason"}, a call is {"tool", "args"}; missed: a conflict
 * without an edge; lost: an edge between independent calls.
 */
import { realpathSync, statSync } from "node:fs";
import { loadSource, readRows, share } from "./load-source.mjs";

const { planLine } = await loadSource("src/classify/lines.ts");
const { fileIdentity } = await loadSource("src/classify/file-identity.ts");
const rows = await readRows(process.argv[2]);
const identify = fileIdentity({ realpathSync, statSync });
/** @type {any[]} */
const judged = [];
for (const row of rows) {
  const calls = [row.a, row.b].map(({ tool, server, args }) => ({ tool, server, arguments: args }));
  const plan = await planLine(JSON.stringify({ root: row.cwd, calls }), { identify });
  judged.push({ ...row, plan, conflict: plan.edges?.length > 0 });
}
const conflicts = judged.filter(({ label }) => label === "conflict");
const independent = judged.filter(({ label }) => label === "independent");
const missed = conflicts.filter(({ conflict }) => !conflict);
const lost = independent.filter(({ conflict }) => conflict);
for (const { label, a, b, reason, plan } of [...missed, ...lost]) {
  const why =
    plan.reasons?.[0] ??
    plan.error ??
    JSON.stringify(plan.calls?.map((/** @type {any} */ c) => c.accesses));
  console.log(
    `${label}\t${[a, b].map((call) => JSON.stringify(call)).join(" ")}\t${reason}\n\t${why}`,
  );
}
console.log(`missed ${share(missed, conflicts)}, lost ${share(lost, independent)}`);
