/** The sizes of a thousand pages, eight requests at a time. */
import { setImmediate as turn } from "node:timers/promises";
import { mapConcurrent } from "../../primitives/map-concurrent.js";
import { settleAll } from "../../primitives/settle-all.js";

const limit = 8; // knob: limit
const onError: "fail-fast" | "settle" = "fail-fast"; // knob: onError

export async function scaffolded(pages: string[], signal?: AbortSignal): Promise<number[]> {
  if (onError === "fail-fast") return mapConcurrent(pages, pageSize, { limit, signal });
  const outcomes = await settleAll(pages, pageSize, { limit, signal });
  return outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : Number.NaN));
}

/** Stands for a request. */
async function pageSize(page: string, _index: number, signal: AbortSignal): Promise<number> {
  await turn(undefined, { signal });
  return page.length;
}

const pages = Array.from({ length: 1_000 }, (_, n) => `/page/${n}`);
const sizes = await scaffolded(pages);
process.stdout.write(`${sizes.length} pages, ${sizes.reduce((a, b) => a + b)} characters\n`);
