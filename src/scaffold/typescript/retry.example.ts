/** A service that answers 503 twice. */
import { parseRetryAfter, retry } from "../../primitives/retry.js";

const limit = 4; // knob: limit
const timeoutMs = 1_000; // knob: timeoutMs

class HttpError extends Error {
  override name = "HttpError";
  readonly status: number;
  readonly retryAfter: string | undefined;

  constructor(status: number, retryAfter?: string) {
    super(`status ${status}`);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** At most `limit` calls in all, each of at most `timeoutMs`. */
export async function scaffolded(path: string, signal?: AbortSignal): Promise<string> {
  return retry((attempt) => get(path, attempt.signal), {
    attempts: limit,
    attemptTimeoutMs: timeoutMs,
    baseMs: 10,
    deadlineMs: 30_000,
    retryable: (error) => error instanceof HttpError && [408, 425, 429, 503].includes(error.status),
    retryAfterMs: (error) =>
      error instanceof HttpError ? parseRetryAfter(error.retryAfter, Date.now()) : undefined,
    signal,
  });
}

const replies = [503, 503, 200];

/** Stands for a request. */
async function get(path: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const status = replies.shift() ?? 200;
  if (status !== 200) throw new HttpError(status, "0");
  return `${path} is there`;
}

process.stdout.write(`${await scaffolded("/page")}\n`);
