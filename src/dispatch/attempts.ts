// One attempt after another at a call that has its resources and its slot.

import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock, Random } from "../primitives/clock.js";
import { backoffMs } from "../primitives/retry.js";
import type { DispatchBounds } from "./bounds.js";
import { CallContext } from "./call-context.js";
import { ENDED, PAUSED, QUEUED, RUNNING, type CallRun } from "./call-run.js";
import { ConnectionLost, NotSent, ToolFailed } from "./call.js";
import type { CallProfile, CallTarget, ReadyCall } from "./call.js";
import type { Coordinator } from "./coordinator.js";
import type { Deadlines } from "./deadlines.js";
import type { EndOf } from "./end-of.js";
import type { Endings } from "./endings.js";
import { ranTooLong } from "./give-up.js";
import type { Journal } from "./journal.js";
import { describeError } from "./report.js";
import type { Slots } from "./slots.js";
import type { Tally } from "./tally.js";

/** The call on whose behalf the present code runs, across all that it awaits. */
export const runningCall = new AsyncLocalStorage<CallRun>();

interface AttemptParts {
  readonly target: CallTarget;
  readonly bounds: DispatchBounds;
  readonly clock: Clock;
  readonly random: Random;
  readonly coordinator: Pick<Coordinator, "pause">;
  readonly deadlines: Deadlines;
  readonly slots: Slots;
  readonly endings: Endings;
  readonly journal: Journal;
  readonly tally: Tally;
  /** Whether an error of a call that may be repeated is worth another attempt. */
  readonly retryable: (error: unknown) => boolean;
}

export class Attempts {
  readonly #parts: AttemptParts;

  constructor(parts: AttemptParts) {
    this.#parts = parts;
  }

  /** Sends the call. All that could keep it from starting has been looked at. */
  launch(call: CallRun, nowMs: number): void {
    const { deadlines, endings, tally, target } = this.#parts;
    if (!call.hasStarted) tally.waiting -= 1;
    call.attempts += 1;
    call.state = RUNNING;
    call.startedMs = nowMs;
    const context = new CallContext(
      call.attempts,
      call.ticket?.grant?.token ?? 0,
      call.profile as CallProfile,
    );
    call.context = context;
    const { timeoutMs } = call.spec;
    if (timeoutMs !== Number.POSITIVE_INFINITY) {
      const dueMs = nowMs + timeoutMs - call.ranMs;
      // An error costs its stack, more than all else that a call costs: made only when it is due.
      call.timer = deadlines.set(dueMs, () => endings.giveUp(call, ranTooLong(timeoutMs)));
    }
    tally.started(call);
    let answer: unknown;
    try {
      answer = runningCall.run(call, runOn, target, call.ready, context);
    } catch (error) {
      return this.#failed(call, context, error);
    }
    if (!isThenable(answer)) return this.#succeeded(call, context, answer);
    answer.then(
      (value) => this.#succeeded(call, context, value),
      (error: unknown) => this.#failed(call, context, error),
    );
  }

  #succeeded(call: CallRun, context: CallContext, result: unknown): void {
    if (!this.#settle(call, context, "success")) return;
    this.#parts.endings.end(call, { status: "ok", result }, call.sinceMs);
  }

  #failed(call: CallRun, context: CallContext, error: unknown): void {
    const service = error instanceof ConnectionLost || isUnreachable(error);
    if (!this.#settle(call, context, service ? "failure" : "success", error)) return;
    if (error instanceof NotSent && error.retryAfterMs !== undefined) {
      const { server } = call.spec;
      if (server !== undefined) this.#parts.coordinator.pause(server, error.retryAfterMs);
    }
    if (!(error instanceof NotSent) && !call.isReadOnly) call.own().mayHaveActed = true;
    if (mayGoOn(call, error)) {
      call.own().restlessUntilMs = call.sinceMs + this.#parts.bounds.quarantineMs;
    }
    const how = endOf(call, error);
    const delayMs = this.#pauseMs(call, error);
    if (delayMs === undefined) this.#parts.endings.end(call, how);
    else this.#pause(call, how, delayMs);
  }

  /** Whether the answer of this attempt is the call's to use; it comes only once. */
  #settle(
    call: CallRun,
    context: CallContext,
    service: "success" | "failure",
    error?: unknown,
  ): boolean {
    if (context.isSettled) return false;
    context.isSettled = true;
    call.tellCircuit?.(service);
    call.tellCircuit = undefined;
    if (call.state === ENDED) {
      // With the connection gone, what was sent may go on: then only the quarantine ends it.
      if (!mayGoOn(call, error)) this.#parts.endings.settledLate(call, lateEnd(error));
      return false;
    }
    const { clock, deadlines } = this.#parts;
    if (call.timer !== undefined) deadlines.cancel(call.timer);
    call.timer = undefined;
    call.sinceMs = clock.now();
    call.ranMs += call.sinceMs - call.startedMs;
    return true;
  }

  /** How long until the next attempt; `undefined` if there is to be none. */
  #pauseMs(call: CallRun, error: unknown): number | undefined {
    const { bounds, clock, random, retryable } = this.#parts;
    const { batch, profile, spec } = call;
    if (call.attempts >= bounds.attemptsMax || batch.firstFailure !== undefined) return undefined;
    if (error instanceof ToolFailed || call.ranMs >= spec.timeoutMs) return undefined;
    if (!(error instanceof NotSent)) {
      if (!call.isReadOnly && profile?.idempotent !== true) return undefined;
      if (!retryable(error)) return undefined;
    }
    const floorMs = error instanceof NotSent ? Math.max(0, error.retryAfterMs ?? 0) : 0;
    const pause = { baseMs: bounds.backoffMs, capMs: bounds.backoffMaxMs, random };
    const delayMs = floorMs + backoffMs(call.attempts, pause);
    return clock.now() + delayMs < batch.deadlineMs ? delayMs : undefined;
  }

  /** Gives the slot back, but not the resources: others in conflict must not come in between. */
  #pause(call: CallRun, how: EndOf, delayMs: number): void {
    const { deadlines, journal, slots } = this.#parts;
    call.state = PAUSED;
    call.own().lastFailure = how;
    journal.end(call, how.status, how);
    slots.release(call);
    call.timer = deadlines.set(call.sinceMs + delayMs, () => {
      call.timer = undefined;
      call.waited("retry", this.#parts.clock.now());
      call.state = QUEUED;
      slots.request(call);
      slots.pump();
    });
    slots.pump();
  }
}

function runOn(target: CallTarget, ready: ReadyCall, context: CallContext): unknown {
  return target.run(ready, context);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}

/** A server that turns calls away to be asked later is well; one that cannot be reached is not. */
function isUnreachable(error: unknown): boolean {
  return error instanceof NotSent && error.retryAfterMs === undefined;
}

/** Whether the call may be at work, and change something, though its attempt has ended. */
function mayGoOn({ isReadOnly }: CallRun, error: unknown): boolean {
  return !isReadOnly && error instanceof ConnectionLost && error.mayStillRun;
}

/** How a call ends if this error was its last. */
function endOf(call: CallRun, error: unknown): EndOf {
  const told = describeError(error);
  if (error instanceof ToolFailed) return { status: "failed", error: told, result: error.result };
  if (error instanceof ConnectionLost && !call.isReadOnly) {
    return { status: "unknown", error: told };
  }
  // An earlier attempt may have had its effect, though the last one was never sent.
  if (error instanceof NotSent && call.rare.mayHaveActed) return { status: "unknown", error: told };
  return { status: "failed", error: told };
}

/** What a late answer says; nothing if a call that was told to stop failed somehow. */
function lateEnd(error: unknown): EndOf | undefined {
  if (error === undefined) return { status: "ok" };
  const isPlain = error instanceof ToolFailed || error instanceof NotSent;
  return isPlain ? { status: "failed", error: describeError(error) } : undefined;
}
