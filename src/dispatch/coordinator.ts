// What dispatchers must share if several of them reach the same tools: who may touch which
// resource, who may send when, and what was begun and how it ended. One process keeps all of it in
// memory and one file; a database can keep it for many. So every answer may be a promise, nothing
// relies on a clock of this process, and a grant carries a fencing token.

import type { Effect, FootprintClaim } from "./call.js";
import type { OutcomeStatus } from "./outcome.js";

/** Who asks for resources: a call of a batch. */
export interface LockOwner {
  readonly batch: string;
  readonly call: string;
}

/** A request for all the resources of one call. */
export interface LockRequest {
  readonly owner: LockOwner;
  readonly claims: readonly FootprintClaim[];
}

/** An earlier request that stands in the way. */
export interface LockBlocker {
  readonly owner: LockOwner;
  /** Whether it holds; otherwise it waits as well, but earlier. */
  readonly isHolding: boolean;
  readonly claim: FootprintClaim;
  readonly against: FootprintClaim;
}

/** The right to touch the resources, from the grant until `release`. */
export interface LockGrant {
  /** Larger than that of every earlier grant: a tool can refuse a call that comes late. */
  readonly token: number;
  /** Calls of unknown outcome that touched these resources and have not been looked after. */
  readonly taint: readonly LockOwner[];
}

/** A place in the lines of all resources of one call. */
export interface LockTicket {
  /** The grant, once it is there; read this before `granted`, which costs a promise. */
  readonly grant: LockGrant | undefined;
  readonly granted: Promise<LockGrant>;
  /**
   * Left out by who hears of grants later than they happen. Calls `tell` once, in the very step
   * that grants, which costs no promise and keeps others from coming in between.
   */
  whenGranted?(tell: () => void): void;
  /** The earliest of those it waits for, at most `max`. */
  waitingFor(max?: number): LockBlocker[];
  /** Gives everything back; a ticket that still waits leaves, and `granted` rejects. */
  release(reason?: unknown): void;
}

/** A call of a batch that may change something, before anything is known of when it starts. */
export interface AdmittedCall {
  readonly call: string;
  readonly server: string | undefined;
  readonly tool: string;
}

/** What is written before a call that may change something is sent. */
export interface Intent {
  readonly batch: string;
  readonly call: string;
  readonly server: string | undefined;
  readonly tool: string;
  readonly effect: Effect;
  readonly idempotent: boolean;
  /** SHA-256 of the arguments in canonical form; the arguments themselves may hold secrets. */
  readonly argumentsHash: string;
  readonly idempotencyKey: string | undefined;
  readonly token: number;
  readonly attempt: number;
}

/** What is written when such a call has ended. */
export interface Ending {
  readonly batch: string;
  readonly call: string;
  readonly status: OutcomeStatus;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
  /** Kept only for calls with an idempotency key, and only up to the ledger's bound. */
  readonly result?: unknown;
  /** There was a result, and it was larger than what the ledger keeps. */
  readonly resultOmitted?: boolean | undefined;
}

/** What the ledger knows of a call. `in-doubt`: begun, and nothing is known of its end. */
export interface LedgerRecord extends Intent {
  readonly state: "in-doubt" | "ended";
  readonly ending?: Ending | undefined;
  /** Wall-clock time of the intent, in milliseconds since 1970; for people only. */
  readonly atMs: number;
}

/** The durable record of calls that change something. */
export interface Ledger {
  /**
   * Names the calls of a batch that may change something, so that after a crash the report can tell
   * which of them never started. Written at once; nobody waits for it.
   */
  admitted?(batch: string, calls: readonly AdmittedCall[]): void;
  /** Resolves when the intent is on the disk. If it rejects, the call must not be sent. */
  begin(intent: Intent): Promise<void>;
  /** Resolves when the end is written; losing it in a power failure leaves the call in doubt. */
  end(ending: Ending): Promise<void>;
  /** The latest record with this key, of any batch. */
  recorded(idempotencyKey: string): LedgerRecord | undefined | Promise<LedgerRecord | undefined>;
}

/** Locks, rate permits and the ledger behind one face. */
export interface Coordinator {
  /**
   * Takes a place for every request in one step, in the order given; no other request comes in
   * between. Throws `QueueFull` if one would have to wait and nobody more may: then none stands.
   */
  enter(requests: readonly LockRequest[]): LockTicket[] | Promise<LockTicket[]>;
  /** Takes one permit of a server's rate now, or says how long to wait before asking again. */
  takePermit(server: string): number | Promise<number>;
  /** The server asked for a pause, in milliseconds: no permit is given before it is over. */
  pause(server: string, pauseMs: number): void;
  /** None: nothing is recorded. */
  readonly ledger: Ledger | undefined;
  /** What is held and waited for; all zero at rest. */
  stats(): { readonly holding: number; readonly waiting: number; readonly resources: number };
  close(): Promise<void>;
}
