/** Six calls to an API that allows three per 20 ms and counts every one. */
import { SlidingWindow } from "../../primitives/sliding-window.js";

const limit = 3; // knob: limit
const timeoutMs = 1_000; // knob: timeoutMs

const quota = new SlidingWindow({ limit, windowMs: 20 }); // One per quota, shared by all callers.

/** Calls the API within the quota; who would wait longer than `timeoutMs` is told so. */
export async function scaffolded(path: string): Promise<string> {
  const tooLong = new AbortController();
  const timer = setTimeout(() => tooLong.abort(new Error("the quota is used up")), timeoutMs);
  try {
    await quota.acquire({ signal: tooLong.signal });
  } finally {
    clearTimeout(timer);
  }
  return call(path);
}

/** Stands for a request. */
async function call(path: string): Promise<string> {
  return `${path} done`;
}

const answers = await Promise.all(["/a", "/b", "/c", "/d", "/e", "/f"].map(scaffolded));
process.stdout.write(`${answers.join(", ")}; ${quota.stats().waitingMax} had to wait\n`);
