// What loading and routing cost in a fresh process: npm run build && node test/bench/route.mjs
import { readFileSync } from "node:fs";

const started = performance.now();
const { loadLibrary } = await import("../../dist/knowledge/load.js");
const { createRouter } = await import("../../dist/knowledge/route.js");
const imported = performance.now();
const library = await loadLibrary(new URL("../../dist/knowledge.json", import.meta.url));
const read = performance.now();
const router = createRouter(library);
router.route("how do I limit concurrent requests");
const ready = performance.now();

console.log(`import ${ms(imported - started)}, read ${ms(read - imported)}`);
console.log(`first route ${ms(ready - read)}`);
console.log(`load in all ${ms(ready - started)}`);

const queries = readFileSync(new URL("../knowledge/questions.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line).query);
/** @type {number[]} */
const times = [];
for (let round = 0; round < 10; round += 1) {
  for (const query of queries) {
    const from = performance.now();
    router.route(query);
    times.push(performance.now() - from);
  }
}
times.sort((a, b) => a - b);
/** @param {number} share */
const at = (share) => times[Math.floor(times.length * share)] ?? 0;
console.log(`route: p50 ${ms(at(0.5))}, p99 ${ms(at(0.99))}, max ${ms(at(0.9999))}`);

const code = readFileSync(new URL("../../dist/knowledge/route.js", import.meta.url), "utf8");
const from = performance.now();
for (let round = 0; round < 20; round += 1) router.route(code.repeat(4));
console.log(`route of 20,000 characters of code: ${ms((performance.now() - from) / 20)}`);

/** @param {number} time */
function ms(time) {
  return `${time.toFixed(2)} ms`;
}
