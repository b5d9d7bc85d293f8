import type { RequestId } from "@modelcontextprotocol/client";
import { GatewayError } from "./errors.js";
import type { GatewaySystem } from "./system.js";

type Fetch = GatewaySystem["fetch"];

/** What a system reports if no connection came about: then nothing can have been received. */
const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** The longest pause that a server may ask for, in milliseconds. */
const RETRY_AFTER_MS_MAX = 3_600_000;

/** What is told besides the response. */
interface Listeners {
  /** The body of the answer to this request was longer than allowed. */
  readonly onCut: (id: RequestId, error: GatewayError) => void;
  /** The server knows the session no more; a new one is needed. */
  readonly onForgotten: () => void;
}

/**
 * `fetch` for messages of MCP that says by its error what became of a request, which the SDK's
 * transport does not: turned away, never sent, or lost. A body longer than allowed is cut off with
 * an error; of a stream of events it is the single event that counts.
 */
export function guardedFetch(
  { fetch, wallClock }: Pick<GatewaySystem, "fetch" | "wallClock">,
  messageBytesMax: number,
  { onCut, onForgotten }: Listeners,
): Fetch {
  return async (input, init = {}) => {
    const posts = init.method === "POST";
    let response: Response;
    try {
      response = await fetch(input, init);
    } catch (error) {
      if (init.signal?.aborted === true || !posts) throw error;
      throw networkError(error);
    }
    if (posts && response.status === 404 && new Headers(init.headers).has("mcp-session-id")) {
      await response.body?.cancel();
      onForgotten();
      throw new GatewayError("not-sent", "the server has forgotten the session");
    }
    if (posts) await requireTaken(response, wallClock());
    return limited(response, messageBytesMax, (error) => {
      // Who waits for the rest of the body is told at once; a stream's reader only sees it end.
      const { body } = init;
      const { id } = JSON.parse(typeof body === "string" ? body : "{}") as { id?: RequestId };
      if (id !== undefined) onCut(id, error);
    });
  };
}

function networkError(error: unknown): GatewayError {
  const code = codeOf(error);
  const named = code === undefined ? "" : ` (${code})`;
  return code !== undefined && NEVER_CONNECTED.has(code)
    ? new GatewayError("not-sent", `no connection to the server${named}`)
    : new GatewayError("connection-lost", `the connection broke${named}`);
}

/** The system's code of a failed `fetch`: it lies in the cause, or in one of several causes. */
function codeOf(error: unknown): string | undefined {
  const { code, cause, errors } = (error ?? {}) as {
    code?: unknown;
    cause?: unknown;
    errors?: unknown;
  };
  if (typeof code === "string" && code !== "") return code;
  if (Array.isArray(errors)) return codeOf(errors[0]);
  return cause === undefined ? undefined : codeOf(cause);
}

/** Throws for the statuses that say whether a call was run; the SDK judges all others. */
async function requireTaken(response: Response, nowMs: number): Promise<void> {
  const { status, headers } = response;
  const retryAfterMs = retryAfter(headers.get("retry-after"), nowMs);
  if (status === 429 || (status === 503 && retryAfterMs !== undefined)) {
    await response.body?.cancel();
    throw new GatewayError("not-sent", `the server answered ${status}`, { retryAfterMs });
  }
  if (status >= 500) {
    await response.body?.cancel();
    throw new GatewayError("connection-lost", `the server answered ${status}`);
  }
}

/** Milliseconds of a `Retry-After` header: seconds, or a date (RFC 9110, 10.2.3). */
export function retryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const waitMs = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(0, waitMs), RETRY_AFTER_MS_MAX);
}

function limited(
  response: Response,
  bytesMax: number,
  onCut: (error: GatewayError) => void,
): Response {
  const { body, status, statusText, headers } = response;
  if (body === null) return response;
  const isEvents = headers.get("content-type")?.startsWith("text/event-stream") === true;
  let bytes = 0;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      const eventsEnd = isEvents ? Buffer.from(chunk).lastIndexOf("\n\n") : -1;
      bytes = eventsEnd === -1 ? bytes + chunk.length : chunk.length - eventsEnd;
      if (bytes <= bytesMax) return controller.enqueue(chunk);
      const text = `the answer has more than ${bytesMax} bytes, which is answerBytesMax`;
      const error = new GatewayError("answer-unusable", text);
      onCut(error);
      return controller.error(error);
    },
  });
  return new Response(body.pipeThrough(count), { status, statusText, headers });
}
