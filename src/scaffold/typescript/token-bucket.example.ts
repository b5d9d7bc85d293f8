/** Ten calls at once to an API that allows 500 per second, and five in a burst. */
import { TokenBucket } from "../../primitives/token-bucket.js";
import { withTimeout } from "../../primitives/with-timeout.js";

const limit = 500; // knob: limit
const timeoutMs = 1_000; // knob: timeoutMs

const bucket = new TokenBucket({ ratePerSecond: limit, burst: 5 }); // One per API, shared by all.

/** Calls the API at its rate; who would wait longer than `timeoutMs` gets a TimeoutError. */
export async function scaffolded(path: string, signal?: AbortSignal): Promise<string> {
  await withTimeout((own) => bucket.acquire({ signal: own }), { timeoutMs, signal });
  return call(path);
}

/** Stands for a request. */
async function call(path: string): Promise<string> {
  return path;
}

const paths = Array.from({ length: 10 }, (_, n) => `/item/${n}`);
const answers = await Promise.all(paths.map((path) => scaffolded(path)));
process.stdout.write(`${answers.join(" ")}; ${bucket.stats().waitingMax} had to wait\n`);
