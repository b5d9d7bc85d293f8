// Who may run next. A call takes a slot of its tool, then of its server, then of the dispatcher,
// and that last: whoever waits with a slot of its server in hand keeps nobody from running, since
// all who could use it wait for the dispatcher as well. So no slot idles while a call could run.
//
// The server's permit is spent when the last slot is there and not before: a permit that waits for
// a slot would let the calls that wait with it start closer together than the rate allows. (Only
// the ledger comes in between, for the time that the disk takes.) Where
// there is no permit, the slot goes to the next call, and only one of the server's calls, the
// scout, asks again.

import type { Clock } from "../primitives/clock.js";
import { ALL_SLOTS, NO_SLOT, SERVER_SLOT, TOOL_SLOT, type CallRun } from "./call-run.js";
import type { Coordinator } from "./coordinator.js";
import type { Deadlines } from "./deadlines.js";
import type { ServerLane } from "./lanes.js";
import { Line } from "./line.js";

/** What the slots ask of those who know the calls. */
export interface SlotHandlers {
  /** Asked before a slot is given away, to request one for all who may go on by now. */
  lineUpGranted(): void;
  /** Asked before a permit is spent; a call that may not start has been ended when this answers. */
  mayStart(call: CallRun): boolean;
  start(call: CallRun, nowMs: number): void;
  /** The permit could not be had, and nobody knows when. */
  failed(call: CallRun, error: unknown): void;
}

interface SlotParts {
  readonly max: number;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly coordinator: Pick<Coordinator, "takePermit">;
  readonly handlers: SlotHandlers;
}

export class Slots {
  readonly #parts: SlotParts;
  readonly #line = new Line<CallRun>();
  #running = 0;
  #runningMax = 0;
  #isPumping = false;
  #round = 0;
  /** The call whose end set free what is handed out now. */
  #freedBy: CallRun | undefined;

  constructor(parts: SlotParts) {
    this.#parts = parts;
  }

  /** Slots in use now, and the most that ever were. */
  get running(): number {
    return this.#running;
  }

  get runningMax(): number {
    return this.#runningMax;
  }

  /** Lines the call up. Nothing starts before {@link pump}. */
  request(call: CallRun): void {
    const lane = call.lane as NonNullable<CallRun["lane"]>;
    if (lane.running >= lane.max) return lane.line.push(call);
    lane.running += 1;
    call.slots = TOOL_SLOT;
    this.#requestServer(call, lane.server);
  }

  /** Starts calls for as long as there are slots. */
  pump(): void {
    // Whoever pumps looks again after every call: a tool that answers at once must not recurse.
    if (this.#isPumping) return;
    this.#isPumping = true;
    this.#round += 1;
    try {
      this.#parts.handlers.lineUpGranted();
      while (this.#running < this.#parts.max) {
        const call = this.#line.shift();
        if (call === undefined) break;
        this.#give(call);
        // What ends at once sets others free.
        this.#parts.handlers.lineUpGranted();
      }
    } finally {
      this.#isPumping = false;
      this.#freedBy = undefined;
    }
  }

  /** Starts nothing while `work` goes on: what one call gives back may be another's to lose. */
  hold(work: () => void): void {
    if (this.#isPumping) return work();
    this.#isPumping = true;
    try {
      work();
    } finally {
      this.#isPumping = false;
    }
    this.pump();
  }

  /** Takes the call out of its line and gives back the slots it has. */
  release(call: CallRun): void {
    const lane = call.lane;
    if (lane === undefined) return;
    const { server } = lane;
    call.line?.remove(call);
    const had = call.slots;
    call.slots = NO_SLOT;
    if (had === ALL_SLOTS) {
      this.#running -= 1;
      this.#freedBy = call;
    }
    if (server.scout === call) {
      server.scout = undefined;
      this.#sendScout(server);
    }
    if (had >= SERVER_SLOT) {
      server.running -= 1;
      if (server.paced.size === 0 && server.wake !== undefined) {
        this.#parts.deadlines.cancel(server.wake);
        server.wake = undefined;
      }
      const next = server.line.shift();
      if (next !== undefined) {
        next.waited("server-slot", this.#parts.clock.now(), call);
        this.#haveServer(next, server);
      }
    }
    if (had >= TOOL_SLOT) {
      lane.running -= 1;
      const next = lane.line.shift();
      if (next !== undefined) {
        next.waited("tool-slot", this.#parts.clock.now(), call);
        lane.running += 1;
        next.slots = TOOL_SLOT;
        this.#requestServer(next, server);
      }
    }
  }

  #requestServer(call: CallRun, server: ServerLane): void {
    if (server.running >= server.max) server.line.push(call);
    else this.#haveServer(call, server);
  }

  #haveServer(call: CallRun, server: ServerLane): void {
    server.running += 1;
    call.slots = SERVER_SLOT;
    // Who comes while others wait for the rate stands behind them, unless it was sent long ago and
    // only wants back the slot that it had lent.
    if (server.paced.size > 0 && call.rare.resume === undefined) server.paced.push(call);
    else this.#standInLine(call);
  }

  #standInLine(call: CallRun): void {
    call.round = this.#isPumping ? this.#round : this.#round + 1;
    this.#line.push(call);
  }

  /** The last slot is there; a permit is still to be had. */
  #give(call: CallRun): void {
    this.#running += 1;
    this.#runningMax = Math.max(this.#runningMax, this.#running);
    call.slots = ALL_SLOTS;
    // A call that had lent its slot to calls of its own goes on; it is sent already.
    if (call.rare.resume !== undefined) return this.#start(call);
    if (!this.#parts.handlers.mayStart(call)) return;
    const { server } = (call.lane as NonNullable<CallRun["lane"]>).server;
    if (server === undefined) return this.#start(call);
    let waitMs: number | Promise<number>;
    try {
      waitMs = this.#parts.coordinator.takePermit(server);
    } catch (error) {
      return this.#parts.handlers.failed(call, error);
    }
    if (typeof waitMs === "number") this.#havePermit(call, waitMs);
    else this.#awaitPermit(call, waitMs);
  }

  #awaitPermit(call: CallRun, permit: Promise<number>): void {
    permit.then(
      (waitMs) => {
        // Given up in between: then the permit is lost, which is the safe side.
        if (call.slots === ALL_SLOTS) this.#havePermit(call, waitMs);
        this.pump();
      },
      (error: unknown) => {
        if (call.slots === ALL_SLOTS) this.#parts.handlers.failed(call, error);
        this.pump();
      },
    );
  }

  #havePermit(call: CallRun, waitMs: number): void {
    const { server } = call.lane as NonNullable<CallRun["lane"]>;
    if (waitMs <= 0) {
      if (server.scout === call) server.scout = undefined;
      this.#start(call);
      return this.#sendScout(server);
    }
    this.#running -= 1;
    call.slots = SERVER_SLOT;
    const { clock, deadlines } = this.#parts;
    if (server.scout === call) {
      server.scout = undefined;
      server.paced.unshift(call);
    } else {
      this.#noteSlotWait(call, clock.now());
      server.paced.push(call);
    }
    if (server.wake !== undefined) return;
    server.wake = deadlines.set(clock.now() + waitMs, () => {
      server.wake = undefined;
      this.#sendScout(server);
      this.pump();
    });
  }

  /** Sends the first of the paced calls to ask for a permit, unless one is under way. */
  #sendScout(server: ServerLane): void {
    if (server.wake !== undefined || server.scout !== undefined) return;
    const scout = server.paced.shift();
    if (scout === undefined) return;
    server.scout = scout;
    scout.waited("rate", this.#parts.clock.now());
    this.#standInLine(scout);
  }

  #start(call: CallRun): void {
    const nowMs = this.#parts.clock.now();
    this.#noteSlotWait(call, nowMs);
    this.#parts.handlers.start(call, nowMs);
  }

  #noteSlotWait(call: CallRun, nowMs: number): void {
    // Who is served in the first round that looked at it did not wait.
    if (this.#round <= call.round) return;
    call.waited("slot", nowMs, this.#freedBy);
  }
}
