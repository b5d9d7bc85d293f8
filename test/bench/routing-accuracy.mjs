// How often the built router is right on labelled questions.
// node test/bench/routing-accuracy.mjs FILE [--misses]
// A line of FILE is {"query": "…", "best": id or "none", "also": [acceptable ids]}.
import { readFileSync } from "node:fs";
import { loadLibrary } from "../../dist/knowledge/load.js";
import { createRouter } from "../../dist/knowledge/route.js";

const [file = "test/knowledge/questions.jsonl", flag] = process.argv.slice(2);
/** @type {{ query: string, best: string, also?: string[] }[]} */
const rows = readFileSync(file, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
const library = await loadLibrary(new URL("../../dist/knowledge.json", import.meta.url));
const router = createRouter(library);

const judged = rows.map(({ query, best, also = [] }) => {
  const answer = router.route(query);
  const first = answer.best?.id ?? "none";
  const top1 = first === best;
  return {
    query,
    best,
    first,
    none: answer.none,
    top1,
    acceptable: top1 || also.includes(first),
    top2: top1 || answer.also[0] === best,
  };
});
const inTopic = judged.filter(({ best }) => best !== "none");
const offTopic = judged.filter(({ best }) => best === "none");

console.log(`${rows.length} questions of ${file}`);
print("top-1", inTopic, ({ top1 }) => top1);
print("top-1 or acceptable", inTopic, ({ acceptable }) => acceptable);
print("top-2", inTopic, ({ top2 }) => top2);
print("in topic, refused", inTopic, ({ none }) => none);
print("off topic, recognised", offTopic, ({ none }) => none);
if (flag === "--misses") {
  for (const { query, best, first } of judged.filter(({ acceptable }) => !acceptable)) {
    console.log(`${best} <- ${first}: ${query}`);
  }
}

/**
 * @param {string} name
 * @param {typeof judged} all
 * @param {(row: typeof judged[number]) => boolean} holds
 */
function print(name, all, holds) {
  const count = all.filter(holds).length;
  const share = all.length === 0 ? 0 : (100 * count) / all.length;
  console.log(`${name}: ${count}/${all.length} = ${share.toFixed(1)} %`);
}
