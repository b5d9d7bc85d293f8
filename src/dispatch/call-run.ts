import type { CircuitResult } from "../primitives/circuit-breaker.js";
import type { AdmittedCall } from "./admit.js";
import type { BatchRun } from "./batch-run.js";
import type { CallContext } from "./call-context.js";
import type { CallProfile, ReadyCall } from "./call.js";
import type { LockTicket } from "./coordinator.js";
import type { Deadline } from "./deadlines.js";
import type { InLine, Line } from "./line.js";
import type { EndOf } from "./end-of.js";
import type { Outcome, Wait } from "./outcome.js";
import type { ToolLane } from "./lanes.js";

/** Where a call is on its way. */
export const WAITING = 0;
/** In a line for a slot, or about to be started. */
export const QUEUED = 1;
export const RUNNING = 2;
/** Between two attempts. */
export const PAUSED = 3;
/** It has its outcome. It may still hold what it held, if it was given up while it ran. */
export const ENDED = 4;
export type State = typeof WAITING | typeof QUEUED | typeof RUNNING | typeof PAUSED | typeof ENDED;

/** How much of its slots a call has: the tool's comes first, the dispatcher's last. */
export const NO_SLOT = 0;
export const TOOL_SLOT = 1;
export const SERVER_SLOT = 2;
export const ALL_SLOTS = 3;

/** A stretch of waiting that is over. Its text is written when the outcome is. */
export interface Waited {
  readonly kind: Wait["for"];
  readonly fromMs: number;
  readonly untilMs: number;
  /** The call whose end was what it waited for. */
  readonly cause: CallRun | undefined;
}

const NO_WAITS: readonly Waited[] = [];

/** How many numbers of each call its batch keeps, and which is where. */
export const NUMBERS = 4;
const SINCE = 0;
const STARTED = 1;
const RAN = 2;
export const URGENCY = 3;

/** What few calls have, kept apart from them: what waits in great numbers must be small. */
class Rare {
  /** Identical reads that take over this one's outcome. */
  followers: CallRun[] | undefined;
  leader: CallRun | undefined;
  /** The calls with the same idempotency key, as long as something of them is left. */
  predecessor: CallRun | undefined;
  /** Told when nothing of this one is left, nor of those before it. */
  successor: CallRun | undefined;
  /** What is sent, if arguments held references. */
  filledIn: ReadyCall | undefined;
  /** An attempt was sent and nobody can say that it did nothing. */
  mayHaveActed = false;
  /** Until when an attempt whose connection was lost may still be at work. */
  restlessUntilMs = 0;
  /** An intent is in the ledger, without its end. */
  hasIntent = false;
  /** Given up while it runs: it keeps what it has until it settles or its quarantine ends. */
  lingers = false;
  /** How it would have ended after the last attempt, had there been no other. */
  lastFailure: EndOf | undefined;
  // Batches that it dispatched itself.
  nested: Set<BatchRun> | undefined;
  resume: (() => void)[] | undefined;
}

/** Of every call that has nothing of the kind. */
const NOTHING_RARE: Readonly<Rare> = Object.freeze(new Rare());

/** One call of a batch from admission until nothing of it is left. */
export class CallRun implements InLine<CallRun> {
  readonly batch: BatchRun;
  readonly spec: AdmittedCall;
  state: State = WAITING;
  profile: CallProfile | undefined;
  outcome: Outcome | undefined;

  // What it waits for.
  /** Calls that must end before this one may go on. */
  pending = 0;
  isGranted = false;
  ticket: LockTicket | undefined;
  /** Calls to be told when this one has ended. */
  dependents: CallRun[] | undefined;
  waits: readonly Waited[] = NO_WAITS;
  /** The call whose end was what it waited for last. */
  cause: CallRun | undefined;

  // Its place in a line for a slot.
  lane: ToolLane | undefined;
  slots: 0 | 1 | 2 | 3 = NO_SLOT;
  line: Line<CallRun> | undefined;
  before: CallRun | undefined;
  after: CallRun | undefined;
  arrival = 0;
  place = -1;
  /** The round of handing out slots before which it came. */
  round = 0;

  // Its attempts.
  context: CallContext | undefined;
  attempts = 0;
  isReleased = false;
  timer: Deadline | undefined;
  tellCircuit: ((result: CircuitResult) => void) | undefined;
  /** To be read; {@link own} is written to. */
  rare = NOTHING_RARE;

  /** Where its numbers begin. */
  readonly #first: number;

  constructor(batch: BatchRun, spec: AdmittedCall) {
    this.batch = batch;
    this.spec = spec;
    this.#first = NUMBERS * spec.index;
    this.sinceMs = batch.admittedMs;
  }

  // A fraction in a field is an object of its own, 16 bytes somewhere else: with many calls that
  // wait, a quarter of what one costs. So the batch keeps them, side by side.

  /** Since when it waits for what it waits for now. */
  get sinceMs(): number {
    return this.#number(SINCE);
  }

  set sinceMs(ms: number) {
    this.#keep(SINCE, ms);
  }

  get startedMs(): number {
    return this.#number(STARTED);
  }

  set startedMs(ms: number) {
    this.#keep(STARTED, ms);
  }

  /** Sum of the attempts that have ended. */
  get ranMs(): number {
    return this.#number(RAN);
  }

  set ranMs(ms: number) {
    this.#keep(RAN, ms);
  }

  /** How long it and the longest chain of calls behind it are expected to run, in milliseconds. */
  get urgency(): number {
    return this.#number(URGENCY);
  }

  set urgency(ms: number) {
    this.#keep(URGENCY, ms);
  }

  get isReadOnly(): boolean {
    return this.profile?.effect === "read-only";
  }

  /** Whether it has been sent; a call that waits for its first attempt has not. */
  get hasStarted(): boolean {
    return this.attempts > 0;
  }

  /** What is sent; before its references are filled in, the call as it was asked for. */
  get ready(): ReadyCall {
    return this.rare.filledIn ?? this.spec;
  }

  /** What it has that few have, made when there is something to be written. */
  own(): Rare {
    if (this.rare === NOTHING_RARE) this.rare = new Rare();
    return this.rare;
  }

  /** Notes that what it waited for since `sinceMs` is over. */
  waited(kind: Wait["for"], untilMs: number, cause?: CallRun): void {
    // A call that waits for the slot it has lent counts as running all the while.
    if (this.state === RUNNING) return;
    const stretch = { kind, fromMs: this.sinceMs, untilMs, cause };
    this.cause = cause;
    // A list that grows would make room for many more than there ever are.
    this.waits = this.waits === NO_WAITS ? [stretch] : [...this.waits, stretch];
    this.sinceMs = untilMs;
  }

  /** The outcome is made. With many calls, what each keeps until the last has ended adds up. */
  forgetWaits(): void {
    this.waits = NO_WAITS;
  }

  #number(which: number): number {
    return this.batch.numbers[this.#first + which] as number;
  }

  #keep(which: number, value: number): void {
    this.batch.numbers[this.#first + which] = value;
  }
}
