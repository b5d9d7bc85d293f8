import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

interface Request {
  readonly id?: number | string;
  readonly method: string;
  readonly params?: { readonly name?: string; readonly arguments?: { bytes?: number } };
}

type Fault = (response: ServerResponse, request: Request, faults: FaultHttp) => void;

const said = (text: string) => ({ content: [{ type: "text", text }] });

function json(response: ServerResponse, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

function events(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(": here\n\n");
}

const status =
  (code: number, headers: Record<string, string> = {}): Fault =>
  (response) =>
    response.writeHead(code, headers).end("no");

/** What a tool of each name does to its request. */
const FAULTS: Record<string, Fault> = {
  ok: (response, { id }) => json(response, { jsonrpc: "2.0", id, result: said("ok") }),
  ok_in_events(response, { id }) {
    events(response);
    const message = { jsonrpc: "2.0", id, result: said("ok") };
    response.end(`data: ${JSON.stringify(message)}\n\n`);
  },
  busy: status(429, { "retry-after": "7" }),
  busy_date: status(429, { "retry-after": "Thu, 01 Jan 1970 00:00:09 GMT" }),
  busy_unsaid: status(429),
  down_for_now: status(503, { "retry-after": "3" }),
  down: status(503),
  broken: status(500),
  gateway: status(502),
  forbidden: status(403),
  bad: status(400),
  elsewhere: status(307, { location: "http://192.0.2.1/" }),
  hang: (_, __, faults) => faults.begun(),
  hang_in_events(response, _, faults) {
    events(response);
    faults.begun();
  },
  reset: (response) => response.socket?.destroy(),
  dropped(response) {
    events(response);
    setImmediate(() => response.socket?.destroy());
  },
  ended(response) {
    events(response);
    response.end();
  },
  no_json: (response) => response.writeHead(200, { "content-type": "application/json" }).end("{"),
  html: (response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>"),
  huge: (response, { id, params }) =>
    json(response, {
      jsonrpc: "2.0",
      id,
      result: said("x".repeat(params?.arguments?.bytes ?? 0)),
    }),
  huge_in_events(response, { id, params }) {
    events(response);
    const result = said("x".repeat(params?.arguments?.bytes ?? 0));
    response.end(`data: ${JSON.stringify({ jsonrpc: "2.0", id, result })}\n\n`);
  },
  forgotten: status(404),
};

/** A server of 2025 over HTTP whose tools break in the way they are named after. */
export class FaultHttp implements AsyncDisposable {
  /** Methods of the requests so far; of calls the tool's name, of others HTTP's method. */
  readonly asked: string[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #sockets = new Set<Socket>();
  readonly begun: () => void;
  /** Resolves when a call that hangs has arrived. */
  readonly hanging: Promise<void>;
  /** Answers every request so, if set. */
  always: Fault | undefined;

  private constructor() {
    let begun = (): void => {};
    this.hanging = new Promise((resolve) => {
      begun = resolve;
    });
    this.begun = begun;
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  static async start(always?: keyof typeof FAULTS): Promise<FaultHttp> {
    const faults = new FaultHttp();
    if (always !== undefined) faults.always = FAULTS[always];
    faults.#server.listen(0, "127.0.0.1");
    await once(faults.#server, "listening");
    return faults;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/mcp`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method: verb = "" } = request;
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (verb !== "POST") {
      this.asked.push(verb);
      response.writeHead(verb === "DELETE" ? 200 : 405).end();
      return;
    }
    const message = JSON.parse(Buffer.concat(parts).toString()) as Request;
    const { id, method, params } = message;
    const name = params?.name ?? "";
    this.asked.push(method === "tools/call" ? name : method);
    if (this.always !== undefined) return this.always(response, message, this);
    if (id === undefined) {
      response.writeHead(202).end();
    } else if (method === "initialize") {
      const serverInfo = { name: "faults", version: "1.0.0" };
      const result = { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo };
      json(response, { jsonrpc: "2.0", id, result }, { "mcp-session-id": "s1" });
    } else if (method === "tools/list") {
      const tools = Object.keys(FAULTS).map((tool) => ({
        name: tool,
        inputSchema: { type: "object" },
      }));
      json(response, { jsonrpc: "2.0", id, result: { tools } });
    } else if (method === "tools/call") {
      FAULTS[name]?.(response, message, this);
    } else {
      json(response, { jsonrpc: "2.0", id, error: { code: -32_601, message: "no such method" } });
    }
  }
}
