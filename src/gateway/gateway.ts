import type { Progress } from "@modelcontextprotocol/client";
import type { ServerPolicy } from "../classify/policy.js";
import { type Clock, systemClock } from "../primitives/clock.js";
import type { CallResult } from "./call-over.js";
import type { GatewayConfig, ServerBounds } from "./config.js";
import type { Allowance } from "./config-schema.js";
import { GatewayError } from "./errors.js";
import type { Environment } from "./expand.js";
import type { Report } from "./report.js";
import { ServerLink, type LinkStats } from "./server-link.js";
import { type GatewaySystem, realSystem } from "./system.js";
import type { ToolList } from "./tool-list.js";

export interface GatewayOptions {
  readonly config: GatewayConfig;
  /** Our version, as the servers are told. */
  readonly version: string;
  /** Our environment; a server gets the harmless part of it and what is configured for it. */
  readonly env: Environment;
  readonly report: Report;
  readonly clock?: Clock | undefined;
  readonly system?: GatewaySystem | undefined;
}

/** How a call is made through the gateway. */
export interface GatewayCall {
  /** Aborted when nobody wants the answer any more; the server is told. */
  readonly signal: AbortSignal;
  /** The hash of the definition by which the call was judged; another one refuses the call. */
  readonly hash?: string | undefined;
  /** How long it may run, in milliseconds from when it is sent; the configured time if left out. */
  readonly timeoutMs?: number | undefined;
  /**
   * How long a call that was given up is watched, in milliseconds: if the server answers after all,
   * the promise settles by that; it rejects when the time is over or the connection ends. 0 if left
   * out: it rejects at once.
   */
  readonly lingerMs?: number | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** The configured servers behind one face. Nothing is started before something is asked of it. */
export interface Gateway {
  /** The names of the servers, in the order of the configuration. */
  servers(): string[];
  /** A server's tools. Rejects with `GatewayError` `not-sent` if it cannot be reached. */
  tools(server: string, signal: AbortSignal): Promise<ToolList>;
  /**
   * Calls a tool. Rejects with `GatewayError`, or, if the call was given up, with the signal's
   * reason or `TimeoutError`; such a call may still be running over there.
   */
  call(
    server: string,
    tool: string,
    args: Readonly<Record<string, unknown>>,
    options: GatewayCall,
  ): Promise<CallResult>;
  /** What the user says about a server, for judging its calls. */
  policyOf(server: string): ServerPolicy;
  /** What calls of a tool may do without being asked about. */
  allowOf(server: string, tool: string): Allowance;
  boundsOf(server: string): ServerBounds;
  /** The folder that a server's process is started in; none if it is not said, or elsewhere. */
  folderOf(server: string): string | undefined;
  stats(server: string): LinkStats;
  /** Ends every connection and process. Resolves when nothing is left; calling again is fine. */
  close(): Promise<void>;
}

/**
 * @example
 * const config = parseConfig({ name: "mcp.json", text, env: process.env });
 * const gateway = createGateway({ config, version, env: process.env, report });
 * const { tools } = await gateway.tools("files", signal);
 * await gateway.close();
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { config, clock = systemClock, system = realSystem } = options;
  const links = new Map(
    [...config.servers].map(([name, server]) => [
      name,
      new ServerLink(server, { ...options, clock, system }),
    ]),
  );
  const linkOf = (server: string): ServerLink => {
    const link = links.get(server);
    if (link !== undefined) return link;
    throw new GatewayError("not-sent", `no server is configured by that name`);
  };
  return {
    servers: () => [...links.keys()],
    tools: async (server, signal) => linkOf(server).tools(signal),
    call: async (server, tool, args, { timeoutMs, ...rest }) => {
      const link = linkOf(server);
      const { toolTimeoutMs, timeoutMs: usual } = link.config.bounds;
      return link.call(tool, args, {
        ...rest,
        timeoutMs: timeoutMs ?? toolTimeoutMs.get(tool) ?? usual,
      });
    },
    policyOf: (server) => linkOf(server).config.policy,
    allowOf: (server, tool) => {
      const { toolAllow, allow } = linkOf(server).config;
      return toolAllow.get(tool) ?? allow;
    },
    boundsOf: (server) => linkOf(server).config.bounds,
    folderOf: (server) => {
      const { endpoint } = linkOf(server).config;
      return endpoint.kind === "stdio" ? endpoint.cwd : undefined;
    },
    stats: (server) => linkOf(server).stats(),
    close: async () => {
      await Promise.all([...links.values()].map((link) => link.close()));
    },
  };
}
