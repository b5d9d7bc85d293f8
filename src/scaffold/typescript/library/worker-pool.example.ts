/** Sums in two threads while the event loop stays free, with piscina; a slow one is ended. */
import { WorkerPool } from "./worker-pool.js";

const limit = 2; // knob: limit
const timeoutMs = 60_000; // knob: timeoutMs

const file = new URL("./sum.worker.js", import.meta.url);
const sums = new WorkerPool<number, number>(file, { size: limit, waitingMax: 100 });

export async function scaffolded(upTo: number, signal?: AbortSignal): Promise<number> {
  return sums.run(upTo, { signal, timeoutMs });
}

const results = await Promise.all([1, 2, 3, 4].map((n) => scaffolded(n * 1_000)));
process.stdout.write(`${results.join(" ")}\n`);
try {
  await sums.run(Number.POSITIVE_INFINITY, { timeoutMs: 20 });
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
await sums.close();
