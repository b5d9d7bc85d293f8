import type { IncomingMessage, ServerResponse } from "node:http";

/** Counts the requests that are owed an answer, so that a server can wait for them at its end. */
export class InFlight {
  #owed = 0;
  readonly #waiting: (() => void)[] = [];

  /** Counts a request until its answer is sent or its connection is lost. */
  track(request: IncomingMessage, response: ServerResponse): void {
    if (isListening(request)) return;
    this.#owed += 1;
    response.once("close", () => {
      this.#owed -= 1;
      if (this.#owed === 0) for (const resolve of this.#waiting.splice(0)) resolve();
    });
  }

  /** Resolves once no answer is owed, or when `deadlineMs` milliseconds from now have passed. */
  settled(deadlineMs: number): Promise<void> {
    if (this.#owed === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const deadline = setTimeout(resolve, deadlineMs);
      this.#waiting.push(() => {
        clearTimeout(deadline);
        resolve();
      });
    });
  }
}

/** A stream that a client keeps open to hear of news never ends by itself. */
function isListening({ method, headers }: IncomingMessage): boolean {
  return method === "GET" || headers["mcp-method"] === "subscriptions/listen";
}
