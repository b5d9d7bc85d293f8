/** Six calls to an API that allows three per 20 ms and counts every one. */
import { SlidingWindow } from "../../primitives/sliding-window.js";
import { withTimeout } from "../../primitives/with-timeout.js";

const limit = 3; // knob: limit
const timeoutMs = 1_000; // knob: timeoutMs

const quota = new SlidingWindow({ limit, windowMs: 20 }); // One per quota, shared by all callers.

/** Calls the API within its quota; who would wait longer than `timeoutMs` gets a TimeoutError. */
export async function scaffolded(path: string, signal?: AbortSignal): Promise<string> {
  await withTimeout((own) => quota.acquire({ signal: own }), { timeoutMs, signal });
  return call(path);
}

/** Stands for a request. */
async function call(path: string): Promise<string> {
  return `${path} done`;
}

const answers = await Promise.all(
  ["/a", "/b", "/c", "/d", "/e", "/f"].map((path) => scaffolded(path)),
);
process.stdout.write(`${answers.join(", ")}; ${quota.stats().waitingMax} had to wait\n`);
