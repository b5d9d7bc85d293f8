import {
  Client,
  type ClientOptions,
  StreamableHTTPClientTransport,
  type Transport,
} from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as StdioV1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import * as httpV1 from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import type { Transport as TransportV1 } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { Readable } from "node:stream";
import { COMMAND } from "../built.ts";
import { Lines } from "./lines.ts";
import { type HttpServerProcess, startHttpServer } from "./server-process.ts";

export type PeerClient = Client | ClientV1;

/** A connected client, and the log of the server that it is connected to. */
export interface Peer extends AsyncDisposable {
  client: PeerClient;
  log: Lines;
}

export interface PeerKind {
  name: string;
  transport: "stdio" | "http";
  /** The protocol version this kind of client ends up with. */
  version: string;
  /** Connects to the product, or with `script` to another server; `says` answers its questions. */
  connect: (script?: string, says?: Says) => Promise<Peer>;
}

/** What the user behind a client answers to a question; a client without it cannot ask. */
export type Says = (question: string) => { action: "accept" | "decline"; run?: boolean };

interface Connector {
  name: string;
  version: string;
  overStdio: (script: string, says?: Says) => Promise<Omit<Peer, keyof AsyncDisposable>>;
  overHttp: (url: URL, says?: Says) => Promise<PeerClient>;
}

const INFO = { name: "wire-test", version: "1.0.0" };

function abilities(says: Says | undefined) {
  return says === undefined ? {} : { capabilities: { elicitation: {} } };
}

function reply({ action, run = false }: ReturnType<Says>) {
  return action === "accept" ? { action, content: { run } } : { action };
}

function clientV1(says: Says | undefined): ClientV1 {
  const client = new ClientV1(INFO, abilities(says));
  if (says !== undefined) {
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => reply(says(params.message)));
  }
  return client;
}

const version1: Connector = {
  name: "the v1 client",
  version: "2025-11-25",
  overStdio: async (script, says) => {
    const client = clientV1(says);
    const transport = new StdioV1({ command: process.execPath, args: [script], stderr: "pipe" });
    const log = new Lines(transport.stderr as Readable);
    await client.connect(transport);
    return { client, log };
  },
  overHttp: async (url, says) => {
    const client = clientV1(says);
    // The v1 types predate exact optional properties.
    const transport: unknown = new httpV1.StreamableHTTPClientTransport(url);
    await client.connect(transport as TransportV1);
    return client;
  },
};

function version2(name: string, version: string, options: ClientOptions): Connector {
  const connected = async (transport: Transport, says?: Says): Promise<Client> => {
    const client = new Client(INFO, { ...options, ...abilities(says) });
    if (says !== undefined) {
      client.setRequestHandler("elicitation/create", ({ params }) => reply(says(params.message)));
    }
    await client.connect(transport);
    return client;
  };
  return {
    name,
    version,
    overStdio: async (script, says) => {
      const transport = new StdioClientTransport({
        command: process.execPath,
        args: [script],
        stderr: "pipe",
      });
      const log = new Lines(transport.stderr as Readable);
      return { client: await connected(transport, says), log };
    },
    overHttp: (url, says) => connected(new StreamableHTTPClientTransport(url), says),
  };
}

const connectors = [
  version1,
  version2("the v2 client", "2025-11-25", {}),
  version2("the v2 client pinned to 2026-07-28", "2026-07-28", {
    versionNegotiation: { mode: { pin: "2026-07-28" } },
  }),
];

/** Every kind of client over every transport, each with a server process of its own. */
export const PEERS: readonly PeerKind[] = connectors.flatMap((connector) => [
  {
    name: `${connector.name} over stdio`,
    transport: "stdio",
    version: connector.version,
    connect: async (script = COMMAND, says) => {
      const { client, log } = await connector.overStdio(script, says);
      return { client, log, [Symbol.asyncDispose]: () => client.close() };
    },
  },
  {
    name: `${connector.name} over HTTP`,
    transport: "http",
    version: connector.version,
    connect: async (script, says) => {
      const server = await startFor(script);
      const client = await connector.overHttp(server.url, says);
      const dispose = async (): Promise<void> => {
        await client.close();
        await server[Symbol.asyncDispose]();
      };
      return { client, log: server.log, [Symbol.asyncDispose]: dispose };
    },
  },
]);

function startFor(script: string | undefined): Promise<HttpServerProcess> {
  return script === undefined ? startHttpServer() : startHttpServer(["--http"], { script });
}
