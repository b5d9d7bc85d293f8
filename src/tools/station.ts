import { randomUUID } from "node:crypto";
import type { ClassifyOptions } from "../classify/call.js";
import { Background } from "../dispatch/background.js";
import type { LaneBounds } from "../dispatch/bounds.js";
import { createDispatcher, type Dispatcher } from "../dispatch/create-dispatcher.js";
import type { Ledger } from "../dispatch/coordinator.js";
import { createLocalCoordinator } from "../dispatch/local-coordinator.js";
import type { Gateway } from "../gateway/gateway.js";
import type { Clock } from "../primitives/clock.js";
import { DispatchTarget } from "./dispatch-target.js";
import type { OwnTools } from "./own-tools.js";
import type { ToolResult } from "./tool-result.js";

/** What the tools that run batches need, made when the first batch comes. */
export interface StationParts {
  readonly gateway: Gateway;
  readonly own: OwnTools;
  readonly around: ClassifyOptions;
  readonly ledger: Ledger | undefined;
  readonly clock: Clock;
}

/** How many batches are kept, how large their answers may be together, and for how long. */
export const HANDLES_MAX = 256;
export const KEPT_BYTES_MAX = 64 * 1_024 ** 2;
export const KEPT_MS = 3_600_000;

/** The servers, the dispatcher that runs calls on them, and the batches it has run. */
export interface Station {
  readonly gateway: Gateway;
  readonly own: OwnTools;
  readonly dispatcher: Dispatcher<ToolResult>;
  readonly background: Background<ToolResult>;
  /** Ends what runs and every server; resolves when nothing is left. */
  close(): Promise<void>;
}

export function createStation({ gateway, own, around, ledger, clock }: StationParts): Station {
  const servers: Record<string, LaneBounds> = {};
  const toolBounds: Record<string, LaneBounds> = {};
  const rates: Record<string, { perSecond: number; burst: number }> = {};
  for (const server of gateway.servers()) {
    const { concurrency, toolConcurrency, rate } = gateway.boundsOf(server);
    servers[server] = { inFlightMax: concurrency };
    for (const [tool, inFlightMax] of toolConcurrency) {
      toolBounds[`${server}/${tool}`] = { inFlightMax };
    }
    if (rate !== undefined) rates[server] = rate;
  }
  const coordinator = createLocalCoordinator({ clock, rates, ledger });
  const target = new DispatchTarget(gateway, own, around);
  const dispatcher = createDispatcher({ target, coordinator, servers, toolBounds, clock });
  const background = new Background<ToolResult>({
    clock,
    newHandle: randomUUID,
    handlesMax: HANDLES_MAX,
    bytesMax: KEPT_BYTES_MAX,
    sizeOf: ({ result }) => (result === undefined ? 0 : JSON.stringify(result).length),
    ttlMs: KEPT_MS,
  });
  return {
    gateway,
    own,
    dispatcher,
    background,
    async close() {
      background.close(new Error("the server ends"));
      await Promise.all([dispatcher.close(), gateway.close()]);
      await coordinator.close();
    },
  };
}
