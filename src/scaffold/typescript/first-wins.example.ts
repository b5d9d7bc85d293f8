/** Three mirrors; the second is asked when the first is late. */
import { setTimeout as sleep } from "node:timers/promises";
import { firstWins } from "../../primitives/first-wins.js";

const hedgeAfterMs = 5;

export async function scaffolded(mirrors: Mirror[], signal?: AbortSignal): Promise<string> {
  return firstWins(
    mirrors.map((mirror) => (own: AbortSignal) => ask(mirror, own)),
    { hedgeAfterMs, signal },
  );
}

interface Mirror {
  name: string;
  latencyMs: number;
}

/** Stands for a request; the signal stops it when another has won. */
async function ask({ name, latencyMs }: Mirror, signal: AbortSignal): Promise<string> {
  await sleep(latencyMs, undefined, { signal });
  return `answer of ${name}`;
}

const slow = { name: "Lima", latencyMs: 60_000 };
const quick = { name: "Oslo", latencyMs: 1 };
process.stdout.write(`${await scaffolded([slow, quick])}\n`);
