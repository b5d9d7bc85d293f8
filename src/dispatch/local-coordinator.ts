// The coordinator of one process: locks and permits in memory, the ledger in a folder. Every answer
// is there at once, so that a call which waits for nobody costs no promise.
//
// A token is drawn when a grant is first looked at, not when the lock grants it. A conflicting
// request is granted only after the holder's release, and a holder looks at its grant before it
// sends anything, so tokens still rise in the order in which grants can be used.

import { systemClock, type Clock } from "../primitives/clock.js";
import { ResourceLock } from "../primitives/resource-lock.js";
import type { Ticket } from "../primitives/resource-request.js";
import type { FootprintClaim } from "./call.js";
import type {
  Coordinator,
  Ledger,
  LockBlocker,
  LockGrant,
  LockOwner,
  LockRequest,
  LockTicket,
} from "./coordinator.js";
import { RatePermits, type ServerRate } from "./rate-permits.js";
import { TaintedResources } from "./tainted-resources.js";

/** What a local coordinator is made of. */
export interface LocalCoordinatorOptions {
  /** The rate of each server that has one, by its name. */
  rates?: Readonly<Record<string, ServerRate>> | undefined;
  /**
   * Where calls that change something are recorded; nowhere if left out. Closed with the rest.
   * Tokens begin above its `tokenMax`: a tool may remember those of an earlier process.
   */
  ledger?: (Ledger & { readonly tokenMax?: number; close?: () => Promise<void> }) | undefined;
  /** Measures rates and pauses; the system's clock if left out. */
  clock?: Clock | undefined;
  /** How many calls may wait for resources, of all batches together; no bound if left out. */
  waitingMax?: number | undefined;
}

/** A coordinator that answers at once. */
export interface LocalCoordinator extends Coordinator {
  enter(requests: readonly LockRequest[]): LockTicket[];
  takePermit(server: string): number;
  /** Somebody has looked after a call of unknown outcome; answers whether it was remembered. */
  acknowledge(owner: LockOwner): boolean;
}

/**
 * A coordinator for the dispatchers of one process. A call that ends `unknown` in the ledger before
 * its resources are released taints them until it is acknowledged or a later end is recorded.
 *
 * @example
 * const coordinator = createLocalCoordinator({ rates: { github: { perSecond: 5, burst: 10 } } });
 */
export function createLocalCoordinator(options: LocalCoordinatorOptions = {}): LocalCoordinator {
  const { rates = {}, ledger, clock = systemClock, waitingMax } = options;
  const state = new LocalLocks(waitingMax, ledger);
  const permits = new RatePermits(rates, clock);
  return {
    enter: (requests) => state.enter(requests),
    takePermit: (server) => permits.take(server),
    pause: (server, pauseMs) => permits.pause(server, pauseMs),
    ledger: ledger && observed(ledger, state),
    stats: () => state.stats(),
    acknowledge: (owner) => state.taints.remove(owner),
    close: async () => ledger?.close?.(),
  };
}

/** The ledger, watched for calls whose outcome nobody knows. */
function observed(ledger: Ledger, state: LocalLocks): Ledger {
  return {
    admitted: (batch, calls) => ledger.admitted?.(batch, calls),
    begin: (intent) => ledger.begin(intent),
    recorded: (idempotencyKey) => ledger.recorded(idempotencyKey),
    end(ending) {
      if (ending.status === "unknown") state.taint(ending);
      else state.taints.remove(ending);
      return ledger.end(ending);
    },
  };
}

/** The lock with its tickets, and what taints them. */
class LocalLocks {
  readonly taints = new TaintedResources();
  readonly #lock: ResourceLock<LockOwner>;
  /** All that stand. Only a ledger brings taints, and without one nobody looks here. */
  readonly #tickets: Set<LocalTicket> | undefined;
  #token: number;

  constructor(waitingMax: number | undefined, ledger: { readonly tokenMax?: number } | undefined) {
    this.#token = ledger?.tokenMax ?? 0;
    this.#tickets = ledger === undefined ? undefined : new Set();
    this.#lock = new ResourceLock(waitingMax);
  }

  enter(requests: readonly LockRequest[]): LockTicket[] {
    const tickets: LocalTicket[] = [];
    try {
      for (const request of requests) tickets.push(this.#stand(request));
    } catch (error) {
      // The last one first: then nobody is granted anything on the way out.
      for (const ticket of tickets.reverse()) ticket.release();
      throw error;
    }
    return tickets;
  }

  stats(): { holding: number; waiting: number; resources: number } {
    const { holding, waiting, resources } = this.#lock.stats();
    return { holding, waiting, resources };
  }

  issue(claims: readonly FootprintClaim[]): LockGrant {
    this.#token += 1;
    return { token: this.#token, taint: this.taints.touching(claims) };
  }

  forget(ticket: LocalTicket): void {
    this.#tickets?.delete(ticket);
  }

  /** Looks for the call among all that stand: outcomes of this kind are rare. */
  taint({ batch, call }: LockOwner): void {
    for (const { request } of this.#tickets ?? []) {
      const { owner, claims } = request;
      if (owner.batch === batch && owner.call === call) this.taints.add(owner, claims);
    }
  }

  #stand(request: LockRequest): LocalTicket {
    const place = this.#lock.enter(request.claims, { owner: request.owner });
    const ticket = new LocalTicket(this, request, place);
    this.#tickets?.add(ticket);
    return ticket;
  }
}

class LocalTicket implements LockTicket {
  readonly request: LockRequest;
  readonly #locks: LocalLocks;
  readonly #place: Ticket<LockOwner>;
  #grant: LockGrant | undefined;
  #granted: Promise<LockGrant> | undefined;

  constructor(locks: LocalLocks, request: LockRequest, place: Ticket<LockOwner>) {
    this.#locks = locks;
    this.request = request;
    this.#place = place;
  }

  get grant(): LockGrant | undefined {
    return this.#place.isGranted ? this.#draw() : undefined;
  }

  get granted(): Promise<LockGrant> {
    this.#granted ??= this.#place.granted.then(() => this.#draw());
    return this.#granted;
  }

  whenGranted(tell: () => void): void {
    this.#place.whenGranted(tell);
  }

  waitingFor(max?: number): LockBlocker[] {
    // The lock hands back the very claims and owners it was given.
    return this.#place.waitingFor(max) as LockBlocker[];
  }

  release(reason?: unknown): void {
    // A promise that is about to resolve owes a grant older than that of whoever comes next.
    if (this.#granted !== undefined && this.#place.isGranted) this.#draw();
    this.#locks.forget(this);
    this.#place.release(reason);
  }

  #draw(): LockGrant {
    this.#grant ??= this.#locks.issue(this.request.claims);
    return this.#grant;
  }
}
