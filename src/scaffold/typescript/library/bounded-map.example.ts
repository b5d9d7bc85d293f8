/** The sizes of a thousand pages, eight requests at a time, with p-map. */
import { setImmediate as turn } from "node:timers/promises";
import { mapConcurrent } from "./bounded-map.js";

const limit = 8; // knob: limit

export async function scaffolded(pages: string[], signal?: AbortSignal): Promise<number[]> {
  return mapConcurrent(pages, pageSize, { limit, signal });
}

/** Stands for a request. */
async function pageSize(page: string, _index: number, signal: AbortSignal): Promise<number> {
  await turn(undefined, { signal });
  return page.length;
}

const pages = Array.from({ length: 1_000 }, (_, n) => `/page/${n}`);
const sizes = await scaffolded(pages);
process.stdout.write(`${sizes.length} pages, ${sizes.reduce((a, b) => a + b)} characters\n`);
