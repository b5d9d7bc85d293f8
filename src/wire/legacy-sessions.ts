import {
  isInitializeRequest,
  type McpServerFactory,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { randomUUID } from "node:crypto";

/** How many 2025-era HTTP sessions may be open; the one unused longest gives way to the next. */
export const SESSIONS_MAX = 64;

type Transport = WebStandardStreamableHTTPServerTransport;

/**
 * Serves clients of the 2025 era over HTTP with a session each, since only a session lets the
 * server ask its client something and lets a cancellation reach the running tool.
 */
export class LegacySessions {
  /** In the order of their last use, the oldest first. */
  readonly #sessions = new Map<string, Transport>();
  readonly #factory: McpServerFactory;
  readonly #bodyBytesMax: number;

  constructor(factory: McpServerFactory, bodyBytesMax: number) {
    this.#factory = factory;
    this.#bodyBytesMax = bodyBytesMax;
  }

  /** How many sessions are open now. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Answers one request: an `initialize` opens a session, all else needs one that is open. */
  async fetch(request: Request): Promise<Response> {
    const id = request.headers.get("mcp-session-id");
    if (id !== null) {
      const transport = this.#sessions.get(id);
      if (transport === undefined) return refusal(404, "Session not found");
      this.#sessions.delete(id);
      this.#sessions.set(id, transport);
      return transport.handleRequest(request);
    }
    if (request.method !== "POST") return refusal(405, "Method not allowed without a session");
    // A body that cannot be parsed goes to a transport as well: it owns those error answers.
    const body: unknown = await request
      .clone()
      .json()
      .catch(() => undefined);
    if (body !== undefined && !isInitializeRequest(body)) {
      return refusal(400, "Bad Request: no session; send initialize first");
    }
    return (await this.#open()).handleRequest(request);
  }

  /** Ends every session and the streams that hang on it. */
  async close(): Promise<void> {
    const open = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(open.map((transport) => transport.close()));
  }

  async #open(): Promise<Transport> {
    const transport: Transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      maxRequestBodySize: this.#bodyBytesMax,
      onsessioninitialized: async (id) => {
        this.#sessions.set(id, transport);
        const [oldest] = this.#sessions;
        if (this.#sessions.size <= SESSIONS_MAX || oldest === undefined) return;
        this.#sessions.delete(oldest[0]);
        await oldest[1].close();
      },
      onsessionclosed: (id) => {
        this.#sessions.delete(id);
      },
    });
    const server = await this.#factory({ era: "legacy" });
    await server.connect(transport);
    return transport;
  }
}

function refusal(status: number, message: string): Response {
  return Response.json({ jsonrpc: "2.0", id: null, error: { code: -32_000, message } }, { status });
}
