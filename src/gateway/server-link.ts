import type { PriorDiscovery, Tool } from "@modelcontextprotocol/client";
import { abortable } from "../primitives/abortable.js";
import type { Clock } from "../primitives/clock.js";
import { withTimeout } from "../primitives/with-timeout.js";
import type { CallOptions, CallResult } from "./call-over.js";
import { cleanLine } from "./clean-text.js";
import type { ServerConfig } from "./config.js";
import type { Connection } from "./connection.js";
import { GatewayError } from "./errors.js";
import type { Environment } from "./expand.js";
import { type Report, ServerLog } from "./report.js";
import type { GatewaySystem } from "./system.js";
import { readTools, type ToolList } from "./tool-list.js";

/** How long a server that fails again is left alone; doubled with each failure in a row. */
const REST_MS = 500;
const REST_MS_MAX = 30_000;

export interface LinkOptions {
  readonly version: string;
  readonly env: Environment;
  readonly system: GatewaySystem;
  readonly clock: Clock;
  readonly report: Report;
}

/** What is known of a server at one moment. */
export interface LinkStats {
  readonly state: "idle" | "connecting" | "connected" | "resting" | "closed";
  /** Failures in a row: connections that did not come about, or ended by themselves. */
  readonly failures: number;
  /** How long until it is tried again, in milliseconds; 0 if it may be now. */
  readonly retryAfterMs: number;
  readonly lastError: string | undefined;
}

/** A list with the definitions as the server gave them, by name. */
interface Listing extends ToolList {
  readonly given: ReadonlyMap<string, Tool>;
}

/**
 * One configured server: connected when first needed, and again after it failed and has rested. It
 * sets no timer while nothing is asked of it.
 */
export class ServerLink {
  readonly config: ServerConfig;
  readonly #options: LinkOptions;
  readonly #log: ServerLog;
  readonly #closing = new AbortController();
  /** How each tool was defined when it was first seen. */
  readonly #pins = new Map<string, string>();
  /** Connections of no more use that are being closed. */
  readonly #leaving = new Set<Promise<void>>();
  #connection: Connection | undefined;
  #connecting: Promise<Connection> | undefined;
  #listing: Promise<Listing> | undefined;
  #prior: PriorDiscovery | undefined;
  #failures = 0;
  #restUntilMs = Number.NEGATIVE_INFINITY;
  #lastError: string | undefined;

  constructor(config: ServerConfig, options: LinkOptions) {
    this.config = config;
    this.#options = options;
    this.#log = new ServerLog(config.name, options);
  }

  /** The server's tools, asked for again only after the server said that they changed. */
  async tools(signal: AbortSignal): Promise<ToolList> {
    const { tools, leftOut } = await abortable(this.#list(), signal);
    return { tools, leftOut };
  }

  /** Calls a tool; with `hash` only if it is still defined as it was when it had that hash. */
  async call(
    name: string,
    args: Readonly<Record<string, unknown>>,
    options: CallOptions & { readonly hash?: string | undefined },
  ): Promise<CallResult> {
    const { signal, hash } = options;
    const { tools, given } = await abortable(this.#list(), signal);
    const tool = given.get(name);
    const known = tools.find(({ definition }) => definition.name === name);
    if (tool === undefined || known === undefined) {
      throw new GatewayError("tool-failed", `${this.config.name} has no tool of that name`);
    }
    if (hash !== undefined && hash !== known.hash) {
      const text = `${this.config.name} has redefined ${name} since it was judged; judge it again`;
      throw new GatewayError("definition-changed", text);
    }
    const connection = await abortable(this.#connect(), signal);
    try {
      return await connection.call(tool, args, options);
    } finally {
      // It was connected and did not end at once; whatever it said, it works.
      if (this.#connection === connection) this.#failures = 0;
    }
  }

  stats(): LinkStats {
    const retryAfterMs = Math.max(0, this.#restUntilMs - this.#options.clock.now());
    return {
      state: this.#state(retryAfterMs),
      failures: this.#failures,
      retryAfterMs,
      lastError: this.#lastError,
    };
  }

  /** Ends the connection and all that belongs to it; calls in flight are lost. */
  async close(): Promise<void> {
    this.#closing.abort(new GatewayError("not-sent", "the gateway is closed"));
    await this.#connecting?.then(
      (connection) => connection.close(),
      () => {},
    );
    await Promise.all(this.#leaving);
  }

  #state(retryAfterMs: number): LinkStats["state"] {
    if (this.#closing.signal.aborted) return "closed";
    if (this.#connection !== undefined) return "connected";
    if (this.#connecting !== undefined) return "connecting";
    return retryAfterMs > 0 ? "resting" : "idle";
  }

  #list(): Promise<Listing> {
    if (this.#listing !== undefined) return this.#listing;
    const listing = this.#readList();
    this.#listing = listing;
    listing.catch(() => this.#forget(listing));
    return listing;
  }

  #forget(listing: Promise<Listing> | undefined): void {
    if (this.#listing === listing) this.#listing = undefined;
  }

  async #readList(): Promise<Listing> {
    const connection = await this.#connect();
    const timeoutMs = this.config.bounds.connectTimeoutMs;
    const { clock } = this.#options;
    const limits = { timeoutMs, clock, signal: this.#closing.signal };
    let all: Tool[];
    try {
      all = await withTimeout((signal) => connection.list(signal), limits);
    } catch (error) {
      const text = `its tools cannot be listed: ${reasonOf(error)}`;
      throw new GatewayError("not-sent", text, { cause: error });
    }
    const list = readTools(all, this.#pins);
    for (const { definition, isChanged } of list.tools) {
      if (isChanged) this.#log.write("warning", `${definition.name} has been redefined`);
    }
    for (const { name, because } of list.leftOut) {
      this.#log.write("warning", `the tool ${name} is left out: ${because}`);
    }
    return { ...list, given: new Map(all.map((tool) => [tool.name, tool])) };
  }

  #connect(): Promise<Connection> {
    if (this.#connecting !== undefined) return this.#connecting;
    const connecting = this.#open();
    this.#connecting = connecting;
    connecting.catch(() => {
      this.#connecting = undefined;
    });
    return connecting;
  }

  async #open(): Promise<Connection> {
    const { signal } = this.#closing;
    signal.throwIfAborted();
    const { retryAfterMs } = this.stats();
    if (retryAfterMs > 0) {
      const text = `it has failed and rests: ${this.#lastError}`;
      throw new GatewayError("not-sent", text, { retryAfterMs });
    }
    try {
      // The SDK is loaded with the first connection, not when we start.
      const { connect } = await import("./connection.js");
      const connection = await connect(this.config, {
        ...this.#options,
        signal,
        prior: this.#prior,
        log: (level, text) => this.#log.write(level, text),
        onListChanged: () => this.#forget(this.#listing),
      });
      this.#connection = connection;
      this.#prior = connection.prior;
      void connection.ended.then((how) => this.#lost(connection, how));
      return connection;
    } catch (error) {
      if (signal.aborted) throw error;
      // What was known of the server may be what is wrong.
      this.#prior = undefined;
      throw this.#failed(reasonOf(error), error);
    }
  }

  #lost(connection: Connection, how: string): void {
    const gone = connection.close().finally(() => this.#leaving.delete(gone));
    this.#leaving.add(gone);
    this.#connection = undefined;
    this.#connecting = undefined;
    this.#listing = undefined;
    if (this.#closing.signal.aborted) return;
    this.#failed(`the connection ended: ${how}`);
  }

  /** Takes note of a failure in a row; after the first the server may be tried again at once. */
  #failed(text: string, cause?: unknown): GatewayError {
    this.#failures += 1;
    const restMs =
      this.#failures === 1 ? 0 : Math.min(REST_MS * 2 ** (this.#failures - 2), REST_MS_MAX);
    const asked = cause instanceof GatewayError ? cause.retryAfterMs : undefined;
    const waitMs = Math.max(restMs, asked ?? 0);
    this.#restUntilMs = this.#options.clock.now() + waitMs;
    this.#lastError = text;
    this.#log.write("warning", text);
    const retryAfterMs = waitMs > 0 ? waitMs : undefined;
    return new GatewayError("not-sent", text, { cause, retryAfterMs });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? cleanLine(error.message, 500) : "it failed";
}
