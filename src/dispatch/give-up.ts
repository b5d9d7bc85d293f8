import { TimeoutError } from "../primitives/with-timeout.js";
import { textOf } from "./report.js";
import type { Outcome } from "./outcome.js";

/** Why a call is given up, and what becomes of one that changed nothing. */
export interface GiveUp {
  readonly status: "timed-out" | "cancelled";
  readonly error: NonNullable<Outcome["error"]>;
  /** What the signal of a running call is aborted with. */
  readonly reason: unknown;
}

/** The call ran as long as it may. */
export function ranTooLong(timeoutMs: number): GiveUp {
  const message = `no answer after running for ${timeoutMs} ms (timeoutMs)`;
  return timedOut("timeout", message, timeoutMs);
}

/** The call waited as long as it may, and did not start. */
export function waitedTooLong(queueTimeoutMs: number): GiveUp {
  const message = `not started within ${queueTimeoutMs} ms (queueTimeoutMs)`;
  return timedOut("queue-timeout", message, queueTimeoutMs);
}

/** The batch took as long as it may. */
export function tookTooLong(deadlineMs: number): GiveUp {
  const message = `not done when the batch had taken ${deadlineMs} ms (deadlineMs)`;
  return timedOut("deadline", message, deadlineMs);
}

/** The caller gave up. */
export function cancelled(reason: unknown): GiveUp {
  return { status: "cancelled", error: { code: "cancelled", message: textOf(reason) }, reason };
}

function timedOut(code: string, message: string, timeoutMs: number): GiveUp {
  return { status: "timed-out", error: { code, message }, reason: new TimeoutError(timeoutMs) };
}
