/** Twelve downloads, at most three at once, with p-limit. */
import { setTimeout as sleep } from "node:timers/promises";
import { Limiter } from "./semaphore-limiter.js";

const limit = 3; // knob: limit

const connections = new Limiter(limit); // One per host, shared by all who call that host.

export async function scaffolded(path: string, signal?: AbortSignal): Promise<number> {
  return connections.run(() => download(path, signal), signal);
}

/** Stands for a request; read the body here, inside the limit. */
async function download(path: string, signal?: AbortSignal): Promise<number> {
  await sleep(1, undefined, signal === undefined ? {} : { signal });
  return path.length;
}

const paths = Array.from({ length: 12 }, (_, n) => `/page/${n}`);
process.stdout.write(`${(await Promise.all(paths.map((path) => scaffolded(path)))).join(" ")}\n`);
