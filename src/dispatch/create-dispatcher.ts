import type { CircuitBreakerOptions } from "../primitives/circuit-breaker.js";
import { systemClock, type Clock, type Random } from "../primitives/clock.js";
import { resolveBounds, type DispatchBounds, type LaneBounds } from "./bounds.js";
import type { DispatchOptions } from "./batch-run.js";
import { ConnectionLost, type BatchRequest, type CallTarget } from "./call.js";
import type { Coordinator } from "./coordinator.js";
import { Engine, type DispatcherStats } from "./engine.js";
import { createLocalCoordinator } from "./local-coordinator.js";
import type { BatchOutcome, DispatchPlan } from "./outcome.js";
import type { DispatchObserver } from "./tally.js";
import { toolTarget, type ResultOf, type ToolFunctions } from "./tool-functions.js";

/** What a dispatcher is made of, whatever it runs calls on. */
export interface DispatcherOptions {
  /** Locks, rates and the ledger; in memory, without rates and ledger, if left out. */
  readonly coordinator?: Coordinator | undefined;
  readonly bounds?: Partial<DispatchBounds> | undefined;
  /** Bounds of single servers, by name. */
  readonly servers?: Readonly<Record<string, LaneBounds>> | undefined;
  /** Bounds of single tools, by `server/tool`, or `tool` where there is no server. */
  readonly toolBounds?: Readonly<Record<string, LaneBounds>> | undefined;
  /** When a server that fails is left alone for a while; `false`: never. */
  readonly circuit?: Omit<CircuitBreakerOptions, "clock" | "isFailure"> | false | undefined;
  /**
   * Whether an error of a call that only reads, or may be repeated, is worth another attempt;
   * `ConnectionLost` if left out. `NotSent` always is, of any call.
   */
  readonly retryable?: ((error: unknown) => boolean) | undefined;
  readonly observer?: DispatchObserver | undefined;
  /** The system's clock if left out. */
  readonly clock?: Clock | undefined;
  /** Jitter, and the names of batches; `Math.random` if left out. */
  readonly random?: Random | undefined;
}

/** Runs batches of calls as parallel as is safe. */
export interface Dispatcher<Result = unknown> {
  /**
   * Runs the calls of a batch and answers with one outcome each, in the order of the request.
   * State and results equal those of running them one by one in that order, each after what it
   * needs; calls that do not conflict overlap.
   *
   * Rejects with `InvalidBatch` or `OutOfRange` before anything has run if the request is wrong,
   * and with `DispatcherClosed`. Never rejects because of a call.
   */
  dispatch(batch: BatchRequest, options?: DispatchOptions<Result>): Promise<BatchOutcome<Result>>;
  /** Who would wait for whom and why; nothing runs. Rejects as {@link dispatch} does. */
  plan(batch: BatchRequest): Promise<DispatchPlan>;
  stats(): DispatcherStats;
  /**
   * Takes no more batches, gives up those under way, and resolves when nothing runs any more or
   * its quarantine is over. Closes the coordinator if it was made here.
   */
  close(): Promise<void>;
}

/**
 * Makes a dispatcher for functions of this program, or for whatever stands behind a target.
 *
 * @example
 * const write = {
 *   run: ({ path, text }: { path: string; text: string }) => writeFile(path, text),
 *   footprint: ({ path }) => [{ path: ["file", ...path.split("/")], mode: "write" }],
 * };
 * const dispatcher = createDispatcher({ tools: { write }, bounds: { inFlightMax: 8 } });
 * const { outcomes } = await dispatcher.dispatch({ calls });
 */
export function createDispatcher<Tools extends ToolFunctions>(
  options: DispatcherOptions & { readonly tools: Tools },
): Dispatcher<ResultOf<Tools>>;
export function createDispatcher<Result>(
  options: DispatcherOptions & { readonly target: CallTarget<Result> },
): Dispatcher<Result>;
export function createDispatcher(
  options: DispatcherOptions &
    ({ readonly tools: ToolFunctions } | { readonly target: CallTarget }),
): Dispatcher {
  const target = "tools" in options ? toolTarget(options.tools) : options.target;
  const { clock = systemClock, random = Math.random, circuit = {} } = options;
  const bounds = resolveBounds(options.bounds);
  const coordinator = options.coordinator ?? createLocalCoordinator({ clock });
  const engine = new Engine({
    target,
    bounds,
    clock,
    random,
    coordinator,
    observer: options.observer,
    retryable: options.retryable ?? ((error) => error instanceof ConnectionLost),
    lanes: {
      servers: options.servers,
      tools: options.toolBounds,
      circuit: circuit === false ? undefined : { ...circuit, clock },
    },
  });
  return {
    dispatch: async (batch, how = {}) => engine.dispatch(batch, how),
    plan: (batch) => engine.plan(batch),
    stats: () => engine.stats(),
    async close() {
      await engine.close();
      if (options.coordinator === undefined) await coordinator.close();
    },
  };
}
