import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** Frees what nothing refers to any more, now. */
export const collectGarbage = runInNewContext("gc") as () => void;

/** A quarter of the heap that one kept waiter per acquisition would take at the very least. */
export const HEAP_GROWTH_MAX_BYTES = 2_000_000;

/** What the second run keeps; the first has paid for everything that is made only once. */
export async function heapGrowthBytes(run: () => Promise<void>): Promise<number> {
  await run();
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  await run();
  collectGarbage();
  return process.memoryUsage().heapUsed - before;
}
