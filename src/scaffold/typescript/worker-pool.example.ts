/** Sums in two threads while the event loop stays free; one that takes too long is ended. */
import { TimeoutError } from "../../primitives/with-timeout.js";
import { WorkerPool } from "../../primitives/worker-pool.js";

const limit = 2; // knob: limit
const timeoutMs = 60_000; // knob: timeoutMs

const file = new URL("./sum-of-squares.worker.js", import.meta.url);
const sums = new WorkerPool<number, number>(file, { size: limit, waitingMax: 100 });

export async function scaffolded(upTo: number, signal?: AbortSignal): Promise<number> {
  return sums.run(upTo, { signal, timeoutMs });
}

const results = await Promise.all([1, 2, 3, 4].map((n) => scaffolded(n * 1_000)));
process.stdout.write(`${results.join(" ")}; ${sums.stats().threads} threads\n`);
try {
  await sums.run(Number.POSITIVE_INFINITY, { timeoutMs: 20 });
} catch (error) {
  if (!(error instanceof TimeoutError)) throw error;
  process.stdout.write(`${error.message}; its thread is gone\n`);
}
await sums.close(); // Else the idle threads keep the process alive.
