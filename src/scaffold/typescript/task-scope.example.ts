/** A page made of two parts that are loaded together: both, or an error and nothing running. */
import { setTimeout as sleep } from "node:timers/promises";
import { scope } from "../../primitives/scope.js";
import { withTimeout } from "../../primitives/with-timeout.js";

const timeoutMs = 1_000; // knob: timeoutMs

export async function scaffolded(id: string, signal?: AbortSignal): Promise<string> {
  const loadBoth = (signal: AbortSignal): Promise<string> =>
    scope(
      async (tasks) => {
        const head = tasks.spawn((own) => load(`head of ${id}`, own));
        const body = tasks.spawn((own) => load(`body of ${id}`, own));
        return `${await head}, ${await body}`;
      },
      { signal },
    );
  return withTimeout(loadBoth, { timeoutMs, signal });
}

/** Stands for a request; the signal stops it when its sibling fails. */
async function load(part: string, signal: AbortSignal): Promise<string> {
  await sleep(1, undefined, { signal });
  return part;
}

process.stdout.write(`${await scaffolded("page 7")}\n`);
