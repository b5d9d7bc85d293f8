/** Counts the words of many pages: pages are fetched together, counts are merged one by one. */
import { setImmediate as turn } from "node:timers/promises";
import { fanOutFanIn } from "./fan-out-fan-in.js";

const limit = 4; // knob: limit
const onError: "fail-fast" | "settle" = "fail-fast"; // knob: onError

export async function scaffolded(
  pages: Iterable<string>,
  signal?: AbortSignal,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  return fanOutFanIn(
    pages,
    {
      work: fetchWords,
      merge(counts, outcome) {
        const words = outcome.status === "fulfilled" ? outcome.value : ["(failed)"];
        for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
        return counts;
      },
    },
    counts,
    { limit, onError, signal },
  );
}

/** Stands for a request. */
async function fetchWords(page: string, _index: number, signal: AbortSignal): Promise<string[]> {
  await turn(undefined, { signal });
  return page.split(" ");
}

const counts = await scaffolded(["to be or not to be", "let it be", "not now"]);
process.stdout.write(`${[...counts].map(([word, count]) => `${word} ${count}`).join(", ")}\n`);
