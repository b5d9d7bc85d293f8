import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Surroundings } from "./surroundings.js";

/** Answers each line of stdin with one line of JSON, in order; empty lines are passed over. */
export async function answerLines(
  { stdin, stdout }: Surroundings,
  answer: (line: string) => unknown,
): Promise<void> {
  for await (const line of createInterface({ input: stdin, crlfDelay: Infinity })) {
    if (line.trim() === "") continue;
    // A reader that is slower than we are must not make us hold all answers at once.
    if (!stdout.write(`${JSON.stringify(await answer(line))}\n`)) await once(stdout, "drain");
  }
}
