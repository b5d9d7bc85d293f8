// Runs the tool calls of one turn: those that do not conflict together, those that do in the order
// of the request. Each call says which resources it reads and writes; two calls conflict if one of
// them writes what the other reads or writes, where a resource covers all below it.
//
// The resources come first and the slot last. A call that waited for resources with a slot in hand
// would keep a call that could run from running.

import { type Clock, systemClock } from "../../primitives/clock.js";
import { requireBetween } from "../../primitives/range.js";
import { ResourceLock } from "../../primitives/resource-lock.js";
import type { Claim } from "../../primitives/resource-request.js";
import { Semaphore } from "../../primitives/semaphore.js";
import { withTimeout } from "../../primitives/with-timeout.js";

/** One call of a tool. */
export interface ToolCall<T> {
  readonly id: string;
  /** What it reads and writes. Left out, nothing is known, and it runs alone. */
  readonly claims?: readonly Claim[] | undefined;
  run(signal: AbortSignal): T | PromiseLike<T>;
}

/** How a call ended. `mayStillRun` says that it was given up while under way. */
export type ToolResult<T> =
  | { readonly id: string; readonly status: "ok"; readonly value: T }
  | {
      readonly id: string;
      readonly status: "failed" | "timed-out" | "cancelled";
      readonly error: unknown;
      readonly mayStillRun: boolean;
    };

export interface DispatcherOptions {
  /** How many calls run at once, a whole number from 1 up. */
  limit: number;
  /** How long a call may run, in milliseconds, from its start; waiting does not count. */
  timeoutMs: number;
  /** The system's clock if left out. */
  clock?: Clock | undefined;
}

const EVERYTHING: readonly Claim[] = [{ path: [], mode: "write" }];

/** Shared by all turns of one process, since their calls meet at the same resources. */
export class ToolCallDispatcher {
  readonly #lock = new ResourceLock<string>();
  readonly #slots: Semaphore;
  readonly #timeoutMs: number;
  readonly #clock: Clock;

  /** Throws `OutOfRange` for a limit or a time outside its range. */
  constructor({ limit, timeoutMs, clock = systemClock }: DispatcherOptions) {
    requireBetween("timeoutMs", timeoutMs, 0, Number.POSITIVE_INFINITY);
    this.#slots = new Semaphore(limit);
    this.#timeoutMs = timeoutMs;
    this.#clock = clock;
  }

  /**
   * Runs all calls and answers with one result each, in the order of the calls. Never rejects.
   *
   * A call whose time is up is answered for at once, and so is every call when `signal` is aborted.
   * A call that goes on regardless keeps its slot and its resources until it has settled, so that
   * nothing runs beside it that must not.
   */
  dispatch<T>(calls: readonly ToolCall<T>[], signal?: AbortSignal): Promise<ToolResult<T>[]> {
    // Every call is in line for its resources before the first one can run.
    return Promise.all(calls.map((call) => this.#handle(call, signal)));
  }

  /** What runs and what waits. */
  stats(): { readonly running: number; readonly waiting: number } {
    const { held, waiting } = this.#slots.stats();
    return { running: held, waiting: waiting + this.#lock.stats().waiting };
  }

  async #handle<T>(call: ToolCall<T>, outer: AbortSignal | undefined): Promise<ToolResult<T>> {
    const { id } = call;
    let limit: AbortSignal | undefined;
    let mayStillRun = false;
    try {
      const leave = await this.#enter(call, outer);
      const run = async (own: AbortSignal): Promise<T> => {
        limit = own;
        mayStillRun = true;
        try {
          return await call.run(own);
        } finally {
          mayStillRun = false;
          leave(); // Not before: what was given up goes on, and nothing must meet it.
        }
      };
      const limits = { timeoutMs: this.#timeoutMs, signal: outer, clock: this.#clock };
      return { id, status: "ok", value: await withTimeout(run, limits) };
    } catch (error) {
      if (outer?.aborted) return { id, status: "cancelled", error, mayStillRun };
      const status = limit?.aborted && error === limit.reason ? "timed-out" : "failed";
      return { id, status, error, mayStillRun };
    }
  }

  /** Waits for the resources, then for a slot; answers with what gives both back. */
  async #enter(call: ToolCall<unknown>, signal: AbortSignal | undefined): Promise<() => void> {
    const claims = call.claims ?? EVERYTHING;
    const leaveResources = await this.#lock.acquire(claims, { signal, owner: call.id });
    try {
      const leaveSlot = await this.#slots.acquire({ signal });
      const leave = (): void => {
        leaveSlot();
        leaveResources();
      };
      if (!signal?.aborted) return leave;
      leave(); // The abort came together with the slot.
      throw signal.reason;
    } catch (error) {
      leaveResources();
      throw error;
    }
  }
}
