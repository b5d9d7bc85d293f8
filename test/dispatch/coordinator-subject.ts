import type { FootprintClaim } from "../../src/dispatch/call.ts";
import type { Coordinator, LockRequest } from "../../src/dispatch/coordinator.ts";

/** A coordinator under test; two calls of the factory give two that share nothing. */
export interface Subject {
  readonly coordinator: Coordinator;
  /** Lets time pass on the clock that rates and pauses are measured on. */
  readonly advance: (ms: number) => Promise<void>;
}

export interface SubjectOptions {
  readonly waitingMax?: number;
  readonly rates?: Record<string, { perSecond: number; burst: number }>;
  /** Whether there is to be a ledger, without a record in it. */
  readonly ledger?: boolean;
}

export type MakeSubject = (options?: SubjectOptions) => Promise<Subject>;

export const reads = (...path: string[]): FootprintClaim => ({ path, mode: "read" });
export const writes = (...path: string[]): FootprintClaim => ({ path, mode: "write" });

export const request = (call: string, ...claims: FootprintClaim[]): LockRequest => ({
  owner: { batch: "b", call },
  claims,
});
