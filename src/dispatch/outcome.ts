import type { Effect, Refusal } from "./call.js";

/**
 * The one terminal state of a call.
 *
 * - `ok`: it ran and answered.
 * - `failed`: it ran and said so, or provably never ran and cannot.
 * - `timed-out`: its time in the queue or, if it only reads, its time to run was over.
 * - `cancelled`: the caller gave up before it started, or while it only read.
 * - `skipped`: another call's failure kept it from starting.
 * - `refused`: a policy or a bound kept it out.
 * - `unknown`: it may have changed something; nobody can say. Look before you repeat it.
 */
export type OutcomeStatus =
  | "ok"
  | "failed"
  | "timed-out"
  | "cancelled"
  | "skipped"
  | "refused"
  | "unknown";

/** What a call waited for, and how long. */
export interface Wait {
  /** `call`: a dependency; `resource`: an earlier conflicting call; the rest: bounds. */
  readonly for: "call" | "resource" | "slot" | "server-slot" | "tool-slot" | "rate" | "retry";
  /** The call it waited for, if there is one; `batch/call` if it belongs to another batch. */
  readonly call?: string | undefined;
  /** "0 writes file:/srv/a.txt, this reads it". */
  readonly because: string;
  readonly waitedMs: number;
}

/** How one call ended. Times are in milliseconds since the admission of its batch. */
export interface Outcome<Result = unknown> {
  readonly id: string;
  readonly server: string | undefined;
  readonly tool: string;
  readonly effect: Effect;
  readonly status: OutcomeStatus;
  /** What it answered; also kept of a tool that reported failure. */
  readonly result?: Result | undefined;
  /** The original text of the error. */
  readonly error?: { readonly code: string; readonly message: string } | undefined;
  /** Of `skipped`: the call whose end was the reason. */
  readonly becauseOf?: string | undefined;
  readonly refusal?: Refusal | undefined;
  /** How often it was started; 0 if never. */
  readonly attempts: number;
  /** When it started the last time; none if it never did. */
  readonly startedMs?: number | undefined;
  readonly endedMs: number;
  /** `endedMs` = `waitedMs` + `ranMs`; a retry's pause counts as waiting. */
  readonly waitedMs: number;
  readonly ranMs: number;
  readonly waits: readonly Wait[];
  /** The identical read of the same batch whose answer this is. */
  readonly sameAs?: string | undefined;
  /** The outcome was recorded by an earlier request with the same idempotency key. */
  readonly recorded?: boolean | undefined;
}

/** Two calls that may not overlap; the earlier one first. */
export interface PlanEdge {
  readonly before: string;
  readonly after: string;
  readonly because: string;
}

/** Who waits for whom and why, without anything having run. */
export interface DispatchPlan {
  /** Calls in the order whose outcome is kept: the request's, after what they depend on. */
  readonly order: readonly string[];
  readonly calls: readonly PlannedOutcome[];
  readonly edges: readonly PlanEdge[];
  /** Calls that could start together, if each wave waited for the last. */
  readonly waves: readonly (readonly string[])[];
  /** A longest sequence of calls that run one after another. */
  readonly longestChain: readonly string[];
  /**
   * With calls of one unit each on `slots` slots the batch takes at most `units`:
   * W/m + (1 − 1/m)·L (Graham 1966).
   */
  readonly bound: { readonly slots: number; readonly units: number };
}

/** A call of a plan. */
export interface PlannedOutcome {
  readonly id: string;
  readonly effect: Effect;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly refusal?: Refusal | undefined;
}

/** How a batch ended. */
export interface BatchOutcome<Result = unknown> {
  readonly batch: string;
  /** One for each call, in the order of the request. */
  readonly outcomes: readonly Outcome<Result>[];
  /** From admission until the last outcome, in milliseconds. */
  readonly tookMs: number;
  /** The sum of all run times over `tookMs`. */
  readonly speedUp: number;
  /** Calls on the path that decided how long the batch took, the first one first. */
  readonly criticalPath: readonly string[];
}
