/** A page made of two parts that are loaded together: both, or an error and nothing running. */
import { setTimeout as sleep } from "node:timers/promises";
import { scope } from "../../primitives/scope.js";

const timeoutMs = 1_000; // knob: timeoutMs

export async function scaffolded(id: string, signal?: AbortSignal): Promise<string> {
  return scope(
    async (tasks) => {
      const late = setTimeout(
        () => tasks.cancel(new Error(`no page in ${timeoutMs} ms`)),
        timeoutMs,
      );
      try {
        const head = tasks.spawn((signal) => load(`head of ${id}`, signal));
        const body = tasks.spawn((signal) => load(`body of ${id}`, signal));
        return `${await head}, ${await body}`;
      } finally {
        clearTimeout(late);
      }
    },
    { signal },
  );
}

/** Stands for a request; the signal stops it when its sibling fails. */
async function load(part: string, signal: AbortSignal): Promise<string> {
  await sleep(1, undefined, { signal });
  return part;
}

process.stdout.write(`${await scaffolded("page 7")}\n`);
