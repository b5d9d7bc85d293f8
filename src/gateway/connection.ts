import {
  Client,
  type ClientOptions,
  type PriorDiscovery,
  ProtocolError,
  type Tool,
} from "@modelcontextprotocol/client";
import { type Clock, TIMER_MS_MAX } from "../primitives/clock.js";
import { withTimeout } from "../primitives/with-timeout.js";
import { type CallOptions, callOver, type CallResult } from "./call-over.js";
import type { ServerConfig } from "./config.js";
import { connectError } from "./connect-error.js";
import { GatewayError } from "./errors.js";
import type { Environment } from "./expand.js";
import { HttpTransport } from "./http-transport.js";
import type { Level } from "./report.js";
import { StdioTransport } from "./stdio-transport.js";
import { childEnvironment, type GatewaySystem } from "./system.js";

/** The name by which a server of ours is known, so that it never becomes its own downstream. */
const OUR_NAME = "signalbox";

export interface ConnectionOptions {
  readonly version: string;
  readonly env: Environment;
  readonly system: GatewaySystem;
  readonly clock: Clock;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
  /** What an earlier connection found out about the server. */
  readonly prior: PriorDiscovery | undefined;
  readonly log: (level: Level, text: string) => void;
  readonly onListChanged: () => void;
}

/** A live connection to one server. */
export interface Connection {
  readonly prior: PriorDiscovery;
  /** Resolves, with the reason, when nothing more can be asked over it. It is yet to be closed. */
  readonly ended: Promise<string>;
  list(signal: AbortSignal): Promise<Tool[]>;
  call(
    tool: Tool,
    args: Readonly<Record<string, unknown>>,
    options: CallOptions,
  ): Promise<CallResult>;
  /** Resolves when nothing of it is left. */
  close(): Promise<void>;
}

/**
 * Starts or reaches the server and shakes hands. A stdio server is taken for one of 2025 unless it
 * refuses that, because a probe may end an old one; an HTTP server is asked first. Rejects with
 * `not-sent`, or with the signal's reason; whatever was started is gone by then.
 */
export async function connect(
  config: ServerConfig,
  options: ConnectionOptions,
): Promise<Connection> {
  if (config.endpoint.kind === "http") return attempt(config, options, { mode: "auto" });
  try {
    return await attempt(config, options, { mode: "legacy" });
  } catch (error) {
    const refusal = error instanceof GatewayError ? error.cause : undefined;
    if (!(refusal instanceof ProtocolError)) throw error;
    return attempt(config, options, { mode: { pin: "2026-07-28" } });
  }
}

async function attempt(
  config: ServerConfig,
  options: ConnectionOptions,
  versionNegotiation: NonNullable<ClientOptions["versionNegotiation"]>,
): Promise<Connection> {
  const transport = transportFor(config, options);
  const { version, log, onListChanged, clock, prior, signal } = options;
  const client = new Client(
    { name: OUR_NAME, version },
    {
      versionNegotiation,
      listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: onListChanged } },
    },
  );
  client.onerror = (error) => log("debug", error.message);
  client.setNotificationHandler("notifications/message", ({ params: { level, data } }) => {
    log(LEVELS[level], typeof data === "string" ? data : (JSON.stringify(data) ?? ""));
  });
  const ended = new Promise<string>((resolve) => {
    client.onclose = () => resolve(endingOf(transport) ?? "it was closed");
    if (transport instanceof HttpTransport) {
      transport.onforgotten = () => resolve("the server has forgotten the session");
    }
  });
  const timeoutMs = config.bounds.connectTimeoutMs;
  try {
    await withTimeout(
      (own) => handshake(client, transport, prior, own),
      // Not `signal` alone: the process is ended below, and is waited for.
      { timeoutMs, clock, signal },
    );
  } catch (error) {
    await transport.close();
    if (signal.aborted) throw signal.reason;
    throw connectError(error, { timeoutMs, ending: endingOf(transport) });
  }
  return connectionOf(client, transport, { ended, clock });
}

async function handshake(
  client: Client,
  transport: StdioTransport | HttpTransport,
  prior: PriorDiscovery | undefined,
  signal: AbortSignal,
): Promise<void> {
  const options = { signal, timeout: TIMER_MS_MAX };
  await client.connect(transport, prior === undefined ? options : { ...options, prior });
  if (client.getServerVersion()?.name === OUR_NAME) {
    throw new GatewayError("not-sent", "it is signalbox itself, which does not call itself");
  }
  // With a known verdict the SDK asks for no notifications of its own accord.
  const tells = client.getServerCapabilities()?.tools?.listChanged === true;
  if (prior?.kind === "modern" && tells) await client.listen({ toolsListChanged: true }, options);
}

const LEVELS = {
  debug: "debug",
  info: "info",
  notice: "info",
  warning: "warning",
  error: "error",
  critical: "error",
  alert: "error",
  emergency: "error",
} as const;

function transportFor(config: ServerConfig, options: ConnectionOptions) {
  const { endpoint, bounds } = config;
  const { system, clock, env, log } = options;
  const messageBytesMax = bounds.answerBytesMax;
  if (endpoint.kind === "http") {
    const { url, headers } = endpoint;
    return new HttpTransport({ url, headers, messageBytesMax, system, clock });
  }
  const { command, args, cwd } = endpoint;
  const own = childEnvironment(env, endpoint.env, process.platform);
  return new StdioTransport({
    process: { command, args, cwd, env: own },
    messageBytesMax,
    system,
    clock,
    onLog: (line) => log("info", line),
    onNoise: (line) => log("debug", `no message on stdout: ${line}`),
  });
}

function connectionOf(
  client: Client,
  transport: StdioTransport | HttpTransport,
  { ended, clock }: { ended: Promise<string>; clock: Clock },
): Connection {
  const { flights } = transport;
  const endsWithConnection = transport instanceof StdioTransport;
  const line = { client, flights, clock, endsWithConnection };
  const discover = client.getDiscoverResult();
  return {
    prior: discover === undefined ? { kind: "legacy" } : { kind: "modern", discover },
    ended,
    list: async (signal) => {
      // The SDK would write to the console.
      if (client.getServerCapabilities()?.tools === undefined) return [];
      const options = { signal, timeout: TIMER_MS_MAX, cacheMode: "refresh" } as const;
      const { tools } = await client.listTools(undefined, options);
      return tools;
    },
    call: (tool, args, options) => callOver(line, tool, args, options),
    close: () => transport.close(),
  };
}

function endingOf(transport: StdioTransport | HttpTransport): string | undefined {
  return transport instanceof StdioTransport ? transport.ending : undefined;
}
