// Every number that bounds a dispatcher, with its default and its range.

import { TIMER_MS_MAX } from "../primitives/clock.js";
import { requireBetween, requireWhole } from "../primitives/range.js";

const NONE = Number.POSITIVE_INFINITY;

/** What a dispatcher keeps within. Times are in milliseconds; `Infinity` is no limit. */
export interface DispatchBounds {
  /** Calls in one batch, 1 to 100,000; 64 if left out. */
  readonly callsMax: number;
  /** Calls that run at once, of all batches, 1 to 10,000; 16 if left out. */
  readonly inFlightMax: number;
  /** Calls that run at once on any one server, from 1 up; no limit of its own if left out. */
  readonly perServerMax: number;
  /** Calls that run at once of any one tool, from 1 up; no limit of its own if left out. */
  readonly perToolMax: number;
  /** Calls admitted and not yet started, of all batches, 1 to 1,000,000; 1,024 if left out. */
  readonly queueMax: number;
  /** How long a call may run that does not say so itself, above 0; 60,000 if left out. */
  readonly timeoutMs: number;
  /** How long a call may wait whose batch does not say so; no limit if left out. */
  readonly queueTimeoutMs: number;
  /** How long a batch may take that does not say so; no limit if left out. */
  readonly deadlineMs: number;
  /**
   * How long a call that was given up but still runs keeps its slot and its resources, from when
   * it was given up, 0 or more; 60,000 if left out.
   */
  readonly quarantineMs: number;
  /** How often a call is started at most where trying again is safe, 1 to 10; 3 if left out. */
  readonly attemptsMax: number;
  /** The most the first pause between two attempts is; it doubles each time; 100 if left out. */
  readonly backoffMs: number;
  /** The most any drawn pause is; 10,000 if left out. */
  readonly backoffMaxMs: number;
}

export const DEFAULT_BOUNDS: DispatchBounds = {
  callsMax: 64,
  inFlightMax: 16,
  perServerMax: NONE,
  perToolMax: NONE,
  queueMax: 1_024,
  timeoutMs: 60_000,
  queueTimeoutMs: NONE,
  deadlineMs: NONE,
  quarantineMs: 60_000,
  attemptsMax: 3,
  backoffMs: 100,
  backoffMaxMs: 10_000,
};

/** Bounds of one server, or of one tool, where they differ from those of all. */
export interface LaneBounds {
  /** Calls that run at once, from 1 up. */
  readonly inFlightMax?: number | undefined;
}

/** The bounds with what is left out filled in. Throws `OutOfRange`. */
export function resolveBounds(given: Partial<DispatchBounds> = {}): DispatchBounds {
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  const bounds: DispatchBounds = { ...DEFAULT_BOUNDS, ...Object.fromEntries(present) };
  requireWhole("callsMax", bounds.callsMax, 1, 100_000);
  requireWhole("inFlightMax", bounds.inFlightMax, 1, 10_000);
  requireCount("perServerMax", bounds.perServerMax);
  requireCount("perToolMax", bounds.perToolMax);
  requireWhole("queueMax", bounds.queueMax, 1, 1_000_000);
  requireTimeout("timeoutMs", bounds.timeoutMs);
  requireTimeout("queueTimeoutMs", bounds.queueTimeoutMs);
  requireTimeout("deadlineMs", bounds.deadlineMs);
  requireBetween("quarantineMs", bounds.quarantineMs, 0, NONE);
  requireWhole("attemptsMax", bounds.attemptsMax, 1, 10);
  requireBetween("backoffMs", bounds.backoffMs, 0, TIMER_MS_MAX);
  requireBetween("backoffMaxMs", bounds.backoffMaxMs, 0, TIMER_MS_MAX);
  return bounds;
}

/** Throws `OutOfRange` unless `value` is a whole number from 1 up, or `Infinity`. */
export function requireCount(field: string, value: number): void {
  if (value !== NONE) requireWhole(field, value, 1);
}

/** Throws `OutOfRange` unless `value` is a time from 1 ms up, or `Infinity`. */
export function requireTimeout(field: string, value: number): void {
  requireBetween(field, value, 1, NONE);
}
