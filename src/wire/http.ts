import {
  localhostHostValidation,
  localhostOriginValidation,
  type NodeIncomingMessageLike,
  toNodeHandler,
} from "@modelcontextprotocol/node";
import {
  createMcpHandler,
  isLegacyRequest,
  type McpServerFactory,
} from "@modelcontextprotocol/server";
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { InFlight } from "./in-flight.js";
import { LegacySessions } from "./legacy-sessions.js";
import type { Report } from "./register-tool.js";

/** The largest request body, in bytes; a larger one is answered 413. */
export const BODY_BYTES_MAX = 256 * 1024;

/** The only address it ever binds: the endpoint is for programs on this machine. */
const LOOPBACK = "127.0.0.1";

interface HttpOptions {
  /** 0 lets the system choose. */
  port: number;
  /** If given, every request must carry it as a bearer token. */
  token?: string | undefined;
  report: Report;
}

export interface HttpEndpoint {
  url: string;
  /**
   * Takes no new connection and lets requests in flight be answered, for at most `deadlineMs`
   * milliseconds; then cuts off what is left and every stream that a client only listens on.
   */
  close(deadlineMs: number): Promise<void>;
}

/** Serves both eras at `/mcp` on the loopback address. Rejects if the port cannot be had. */
export async function serveHttp(
  factory: McpServerFactory,
  options: HttpOptions,
): Promise<HttpEndpoint> {
  const { port, token, report } = options;
  const onerror = (error: Error): void => report(`http: ${error.message}`);
  const modern = createMcpHandler(factory, {
    legacy: "reject",
    maxRequestBodySize: BODY_BYTES_MAX,
    onerror,
  });
  const sessions = new LegacySessions(factory, BODY_BYTES_MAX);
  const bounds = { maxRequestBodySize: BODY_BYTES_MAX };
  const mcp = toNodeHandler(
    {
      fetch: async (request, requestOptions) =>
        (await isLegacyRequest(request, undefined, bounds))
          ? sessions.fetch(request)
          : modern.fetch(request, requestOptions),
    },
    { ...bounds, onerror },
  );
  const gate = createGate(token);
  const inFlight = new InFlight();
  const server = createServer((request, response) => {
    if (!gate(request, response)) return;
    inFlight.track(request, response);
    if (!server.listening) response.setHeader("connection", "close");
    mcp(request as NodeIncomingMessageLike, response).catch((error: unknown) => {
      onerror(error instanceof Error ? error : new Error(String(error)));
      response.destroy();
    });
  });
  await listen(server, port);
  return {
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}/mcp`,
    close: async (deadlineMs) => {
      const closed = new Promise((resolve) => server.close(resolve));
      await inFlight.settled(deadlineMs);
      await Promise.all([sessions.close(), modern.close()]);
      server.closeAllConnections();
      await closed;
    },
  };
}

type Gate = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Lets a request through only if path, Host, Origin and token are right; else answers it. */
function createGate(token: string | undefined): Gate {
  const hostIsRight = localhostHostValidation();
  const originIsRight = localhostOriginValidation();
  return (request, response) => {
    // Not parsed as a URL: a target like `//` is none, and the error would end the process.
    if (request.url?.split("?", 1)[0] !== "/mcp") {
      response.writeHead(404).end();
      return false;
    }
    if (!hostIsRight(request, response) || !originIsRight(request, response)) return false;
    if (token === undefined || isToken(request.headers.authorization, token)) return true;
    response.writeHead(401, { "www-authenticate": 'Bearer realm="signalbox"' }).end();
    return false;
  };
}

/** Compares digests, so that neither the time taken nor the length tells anything. */
function isToken(header: string | undefined, token: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(header ?? "")?.[1] ?? "";
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}
