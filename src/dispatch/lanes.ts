// Where calls line up: one lane for each server, and in it one for each of its tools.

import { CircuitBreaker, type CircuitBreakerOptions } from "../primitives/circuit-breaker.js";
import { requireCount, type DispatchBounds, type LaneBounds } from "./bounds.js";
import type { CallRun } from "./call-run.js";
import type { Deadline } from "./deadlines.js";
import { Line } from "./line.js";
import { RecentMean } from "./run-times.js";

/** A server's lane. Functions of a library that name no server share one. */
export interface ServerLane {
  readonly server: string | undefined;
  readonly max: number;
  running: number;
  /** Calls that have a slot of their tool and wait for one of the server. */
  readonly line: Line<CallRun>;
  /** Calls that wait until the server's rate lets the next one through. */
  readonly paced: Line<CallRun>;
  /** When to ask for a permit again. */
  wake: Deadline | undefined;
  /** The one of the paced calls that has been sent to ask. */
  scout: CallRun | undefined;
  readonly circuit: CircuitBreaker | undefined;
  readonly tools: Map<string, ToolLane>;
}

export interface ToolLane {
  readonly server: ServerLane;
  readonly tool: string;
  readonly max: number;
  running: number;
  /** Calls that wait for a slot of the tool. */
  readonly line: Line<CallRun>;
  /** How long its calls have run of late, in milliseconds. */
  readonly runMs: RecentMean;
}

/** Bounds of single servers, by name, and of single tools, by `server/tool` or `tool`. */
export interface LaneOptions {
  readonly servers?: Readonly<Record<string, LaneBounds>> | undefined;
  readonly tools?: Readonly<Record<string, LaneBounds>> | undefined;
  /** None: servers that fail are asked all the same. */
  readonly circuit: CircuitBreakerOptions | undefined;
}

/** All lanes of a dispatcher. A lane stays: who fails a lot must not be forgotten in between. */
export class Lanes {
  readonly #bounds: DispatchBounds;
  readonly #options: LaneOptions;
  readonly #servers = new Map<string | undefined, ServerLane>();

  constructor(bounds: DispatchBounds, options: LaneOptions) {
    this.#bounds = bounds;
    this.#options = options;
    for (const kind of ["servers", "tools"] as const) {
      for (const [name, { inFlightMax }] of Object.entries(options[kind] ?? {})) {
        if (inFlightMax !== undefined) requireCount(`${kind}.${name}.inFlightMax`, inFlightMax);
      }
    }
  }

  /** The lane of a tool, made if it is not there. */
  lane(server: string | undefined, tool: string): ToolLane {
    const lane = this.#servers.get(server) ?? this.#addServer(server);
    return lane.tools.get(tool) ?? this.#addTool(lane, tool);
  }

  #addServer(server: string | undefined): ServerLane {
    const { servers = {}, circuit } = this.#options;
    const own = server !== undefined && Object.hasOwn(servers, server) ? servers[server] : {};
    const lane: ServerLane = {
      server,
      max: own?.inFlightMax ?? (server === undefined ? Infinity : this.#bounds.perServerMax),
      running: 0,
      line: new Line(),
      paced: new Line(),
      wake: undefined,
      scout: undefined,
      circuit:
        server === undefined || circuit === undefined ? undefined : new CircuitBreaker(circuit),
      tools: new Map(),
    };
    this.#servers.set(server, lane);
    return lane;
  }

  #addTool(server: ServerLane, tool: string): ToolLane {
    const { tools = {} } = this.#options;
    const name = server.server === undefined ? tool : `${server.server}/${tool}`;
    const own = Object.hasOwn(tools, name) ? tools[name] : undefined;
    const max = own?.inFlightMax ?? this.#bounds.perToolMax;
    const runMs = new RecentMean();
    const lane: ToolLane = { server, tool, max, running: 0, line: new Line(), runMs };
    server.tools.set(tool, lane);
    return lane;
  }
}
