/**
 * Verdicts against labelled SQL: node test/bench/classify-sql.mjs rows.jsonl
 * A row is {"sql", "dialect", "label"}; unsafe: not read-only but called so; lost: the reverse.
 */
import { loadSource, readRows, share } from "./load-source.mjs";

const { loadSql } = await loadSource("src/classify/sql/classify-sql.ts");
const rows = await readRows(process.argv[2]);
const loadStart = performance.now();
const classify = await loadSql();
const loadMs = performance.now() - loadStart;

const judged = rows.map((row) => ({ ...row, ...classify(row.sql, row.dialect) }));
const reads = judged.filter(({ label }) => label === "read-only");
const others = judged.filter(({ label }) => label !== "read-only");
const lost = reads.filter(({ verdict }) => verdict !== "read-only");
const unsafe = others.filter(({ verdict }) => verdict === "read-only");
for (const { sql, dialect, label, verdict, evidence } of [...unsafe, ...lost]) {
  const because = evidence.map((/** @type {any} */ one) => `${one.says}: ${one.because}`);
  console.log(`${label} called ${verdict}\t${dialect}\t${sql}\t${because.join("; ")}`);
}
console.log(`unsafe ${share(unsafe, others)}, lost ${share(lost, reads)}`);

const ROUNDS = 30;
for (const row of rows) classify(row.sql, row.dialect);
const start = performance.now();
for (let round = 0; round < ROUNDS; round += 1) {
  for (const row of rows) classify(row.sql, row.dialect);
}
const us = ((performance.now() - start) * 1000) / ROUNDS / rows.length;
console.log(`${us.toFixed(1)} µs per statement, loaded in ${loadMs.toFixed(0)} ms`);

// Time must grow with the length alone, whatever the text repeats.
const PIECES = [
  "'",
  '"',
  "`",
  "/*",
  "/**/",
  "+",
  "+-",
  "(",
  "a,",
  "a.",
  "1+",
  "x ",
  ";",
  "select 1;",
  "union select 1 ",
];
for (const piece of PIECES) {
  const times = [16, 32, 64].map((kilobytes) => {
    const sql = `select ${piece.repeat(Math.floor((kilobytes * 1024 - 7) / piece.length))}`;
    const began = performance.now();
    classify(sql, "any");
    return (performance.now() - began).toFixed(1);
  });
  console.log(`${JSON.stringify(piece)} 16, 32, 64 KiB: ${times.join(", ")} ms`);
}
