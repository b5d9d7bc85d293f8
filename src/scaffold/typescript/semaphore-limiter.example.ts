/** Twelve downloads, at most three at once. */
import { setTimeout as sleep } from "node:timers/promises";
import { Semaphore } from "../../primitives/semaphore.js";

const limit = 3; // knob: limit

const connections = new Semaphore(limit); // One per host, shared by all who call that host.

export async function scaffolded(path: string, signal?: AbortSignal): Promise<number> {
  return connections.run(() => download(path, signal), { signal });
}

/** Stands for a request; read the body here, inside the permit. */
async function download(path: string, signal?: AbortSignal): Promise<number> {
  await sleep(1, undefined, signal === undefined ? {} : { signal });
  return path.length;
}

const paths = Array.from({ length: 12 }, (_, n) => `/page/${n}`);
const sizes = await Promise.all(paths.map((path) => scaffolded(path)));
process.stdout.write(`${sizes.join(" ")}; at most ${connections.stats().heldMax} at once\n`);
