import type { Claim } from "../primitives/resource-request.js";

/** `unknown` means that nothing could be proven; it is treated as `stateful`. */
export type Effect = "read-only" | "stateful" | "unknown";

/** A place in the tree of resources that a call reads or writes, and how people are told of it. */
export interface FootprintClaim extends Claim {
  /** The resource in one line: `file:/srv/a.txt`. The path, joined, if left out. */
  readonly label?: string | undefined;
  /** Why it is claimed, as a clause: "redirects its output to a.txt". */
  readonly because?: string | undefined;
}

/** One call as it is asked for. */
export interface CallRequest {
  /** Names the call within its batch; its place in the request, as text, if left out. */
  readonly id?: string | undefined;
  readonly server?: string | undefined;
  readonly tool: string;
  /**
   * Any value in it may be `{ "$from": id, "pointer": "/…" }`: that place (RFC 6901) of the result
   * of another call of the batch, on which this call then depends.
   */
  readonly arguments?: Readonly<Record<string, unknown>> | undefined;
  /** Calls of the batch that must have ended `ok` before it starts. */
  readonly after?: readonly string[] | undefined;
  /** Milliseconds it may run, from its start; waiting does not count. */
  readonly timeoutMs?: number | undefined;
  /** A request with a key that the ledger knows is answered with the recorded outcome. */
  readonly idempotencyKey?: string | undefined;
  /** The user agreed to this very call; what it means is the target's to say. */
  readonly isConsented?: boolean | undefined;
}

/** `fail-fast`: nothing starts after the first failure. `settle`: only dependents are skipped. */
export type ErrorPolicy = "fail-fast" | "settle";

/** Calls whose outcome equals running them one by one, each after what it depends on. */
export interface BatchRequest {
  readonly calls: readonly CallRequest[];
  /** `settle` if left out. */
  readonly onError?: ErrorPolicy | undefined;
  /** How long a call may wait before it starts, in milliseconds from the batch's admission. */
  readonly queueTimeoutMs?: number | undefined;
  /** How long the whole batch may take, in milliseconds from its admission. */
  readonly deadlineMs?: number | undefined;
}

/** A call with all that is known of it before it may start. */
export interface CallProfile {
  readonly effect: Effect;
  /** All it may read and write. A call that claims nothing conflicts with nothing. */
  readonly footprint: readonly FootprintClaim[];
  /** Doing it twice equals doing it once; such a call may be tried again. */
  readonly idempotent: boolean;
  readonly destructive: boolean;
  /**
   * How long it will probably run, in milliseconds; the mean of its tool's latest runs if left out.
   * Calls with the longest chain behind them start first: a wrong guess costs time and no more.
   */
  readonly expectedMs?: number | undefined;
  /** The target's own mark, handed back to it with the call. */
  readonly tag?: string | undefined;
  /** Set if the call may not run at all: the policy's name, and what the user can do about it. */
  readonly refusal?: Refusal | undefined;
}

/** Why a call was not admitted. */
export interface Refusal {
  /** `read-only-server`, `needs-confirmation`, `unknown-tool`, `circuit-open`, … */
  readonly policy: string;
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
}

/** A call as it is handed to what runs it: the references in its arguments are filled in. */
export interface ReadyCall {
  readonly id: string;
  readonly server: string | undefined;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** A call as it is described before anything runs. */
export interface PlannedCall extends ReadyCall {
  readonly isConsented: boolean;
  /** Names of arguments that are known only later; they are missing in `arguments`. */
  readonly pending: readonly string[];
}

/** What a running call is given. */
export interface RunContext {
  /** Aborted when the call's time is up, the batch is cancelled or its deadline passes. */
  readonly signal: AbortSignal;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** The grant's fencing token: larger for every later grant; see `Coordinator`. */
  readonly token: number;
  /** What the target said of the call before it was let in. */
  readonly profile: CallProfile;
}

/** What the dispatcher runs calls on: functions of a library, or servers behind a gateway. */
export interface CallTarget<Result = unknown> {
  /** Says all that must be known before the call may start. Must not run anything. */
  describe(call: PlannedCall): CallProfile | PromiseLike<CallProfile>;
  /**
   * Runs the call once. Must not settle while the call may still be at work, aborted or not: when
   * it has, its resources go to the next call. Rejects with `NotSent` if it provably had no
   * effect, with `ConnectionLost` if nobody knows; any other error is the tool's own failure.
   */
  run(call: ReadyCall, context: RunContext): Result | PromiseLike<Result>;
}

/** The call provably never reached the tool, or was turned away: trying again is safe. */
export class NotSent extends Error {
  override readonly name = "NotSent";
  readonly code = "not-sent";
  /** How long to wait before the next attempt, in milliseconds: `Retry-After` of a 429 or 503. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: ErrorOptions & { retryAfterMs?: number } = {}) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The connection went while the call ran: it may have had its effect, or may yet have it. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
  readonly code = "connection-lost";
  /** Whether what ran the call may still be at work; false if it is known to be dead. */
  readonly mayStillRun: boolean;

  constructor(message: string, options: ErrorOptions & { mayStillRun?: boolean } = {}) {
    super(message, options);
    this.mayStillRun = options.mayStillRun ?? true;
  }
}

/** The tool itself reported failure; what it answered is kept. */
export class ToolFailed<Result = unknown> extends Error {
  override readonly name = "ToolFailed";
  readonly code = "tool-failed";
  readonly result: Result;

  constructor(message: string, result: Result) {
    super(message);
    this.result = result;
  }
}
