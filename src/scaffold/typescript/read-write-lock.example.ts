/** A search index: queries run together, a rebuild runs alone. */
import { setImmediate as turn } from "node:timers/promises";
import { ReadWriteLock } from "../../primitives/read-write-lock.js";

const lock = new ReadWriteLock();
let index: string[] = [];

/** Rebuilds the index while nobody reads it; queries that come later wait for it. */
export async function scaffolded(words: readonly string[], signal?: AbortSignal): Promise<void> {
  const rebuild = async (): Promise<void> => {
    index = [];
    for (const word of words) {
      // signalbox-allow signal-not-passed: a rebuild that has begun is finished, half serves nobody
      await turn();
      index.push(word);
    }
  };
  await lock.run("write", rebuild, { signal });
}

async function search(prefix: string): Promise<string[]> {
  return lock.run("read", async () => {
    await turn();
    return index.filter((word) => word.startsWith(prefix));
  });
}

const rebuilt = scaffolded(["lock", "loop", "queue"]);
const found = await Promise.all(["lo", "q"].map(search));
await rebuilt;
process.stdout.write(`${found.map((words) => words.join(" ")).join("; ")}\n`);
