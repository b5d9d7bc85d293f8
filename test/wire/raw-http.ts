import { request as httpRequest } from "node:http";
import type { RpcAnswer } from "./raw-stdio.ts";

/** What a server answered, whatever it was. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export interface RawRequest {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Sends the body in chunks, without saying how long it is. */
  chunked?: boolean;
}

/** Sends one request as it is: any Host, path and body, some of which `fetch` would refuse. */
export function send(url: URL, raw: RawRequest): Promise<RawAnswer> {
  const { method = "POST", path = url.pathname, headers = {}, body, chunked = false } = raw;
  const length =
    body === undefined || chunked ? {} : { "content-length": `${Buffer.byteLength(body)}` };
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: url.hostname,
      port: url.port,
      method,
      path,
      headers: { ...length, ...headers },
      agent: false,
    });
    // A server that refuses a body early may close before all of it is written.
    request.once("error", reject);
    request.once("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.once("end", () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    request.end(body);
  });
}

export const JSON_HEADERS = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
};

/** The JSON-RPC answer in a body, whether it came as JSON or as an event stream. */
export function rpc({ text }: RawAnswer): RpcAnswer {
  const data = /^data: (.+)$/m.exec(text)?.[1];
  return JSON.parse(data ?? text) as RpcAnswer;
}

export const MODERN = "2026-07-28";

/** A request of the 2026 era, whole and right; a test changes what it wants wrong. */
export function modern(
  method: string,
  params: Record<string, unknown> = {},
  version = MODERN,
): RawRequest & { headers: Record<string, string> } {
  const meta = {
    "io.modelcontextprotocol/protocolVersion": version,
    "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const { name } = params;
  return {
    headers: {
      ...JSON_HEADERS,
      "mcp-protocol-version": version,
      "mcp-method": method,
      ...(typeof name === "string" && { "mcp-name": name }),
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method,
      params: { _meta: meta, ...params },
    }),
  };
}

/** A request of the 2025 era, within a session if one is named. */
export function legacy(method: string, params: unknown = {}, session?: string): RawRequest {
  return {
    headers: {
      ...JSON_HEADERS,
      ...(session !== undefined && { "mcp-session-id": session }),
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  };
}
