/** A service that answers 503 twice, with p-retry. */
import { retry } from "./retry.js";

const limit = 4; // knob: limit

class HttpError extends Error {
  override name = "HttpError";
  readonly status: number;

  constructor(status: number) {
    super(`status ${status}`);
    this.status = status;
  }
}

/** At most `limit` calls in all. */
export async function scaffolded(path: string, signal?: AbortSignal): Promise<string> {
  return retry((_attempt, own) => get(path, own), {
    attempts: limit,
    baseMs: 10,
    retryable: (error) => error instanceof HttpError && [408, 425, 429, 503].includes(error.status),
    signal,
  });
}

const replies = [503, 503, 200];

/** Stands for a request. */
async function get(path: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const status = replies.shift() ?? 200;
  if (status !== 200) throw new HttpError(status);
  return `${path} is there`;
}

process.stdout.write(`${await scaffolded("/page")}\n`);
