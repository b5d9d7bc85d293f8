import { classifyLine, planLine } from "../classify/lines.js";
import { createClassifyCallsTool } from "../tools/classify-calls.js";
import { answerLines } from "./json-lines.js";
import type { Surroundings } from "./surroundings.js";
import { onThisMachine } from "./this-machine.js";

/** Prints what one shell command reads and writes. */
export async function printClassified(
  { stdout }: Surroundings,
  command: string,
  json: boolean,
): Promise<void> {
  const tool = createClassifyCallsTool(onThisMachine(process.cwd()));
  const { signal } = new AbortController();
  const { text, value } = await tool.run({ calls: [{ command }] }, { signal });
  const [only] = value["calls"] as unknown[];
  stdout.write(json ? `${JSON.stringify(only)}\n` : `${text}\n`);
}

/** Answers JSON lines, each a call, with what it reads and writes. */
export function classifyLines(surroundings: Surroundings): Promise<void> {
  const around = onThisMachine(process.cwd());
  return answerLines(surroundings, (line) => classifyLine(line, around));
}

/** Answers JSON lines, each a batch of calls, with who must wait for whom. */
export function planLines(surroundings: Surroundings): Promise<void> {
  const around = onThisMachine(process.cwd());
  return answerLines(surroundings, (line) => planLine(line, around));
}
