// A read/write lock over a tree of resources, for requests that name all they need beforehand.
// Sources: Gray, Lorie, Putzolu and Traiger, "Granularity of Locks" (1976), for locking a resource
// with everything below it; Thomson et al., "Calvin" (SIGMOD 2012), for the order.
//
// A request enters the lines of all its resources in one step and is granted when every earlier
// request that conflicts with it has gone. Nobody holds one resource while waiting for another, so
// there is no deadlock; nobody overtakes an earlier conflicting request, so there is no starvation;
// requests that do not conflict do not wait for each other. The outcome equals running them one
// after another in the order they asked.
//
// Cost of a request: O(its claims × their depth), whoever else holds or waits. The rejected
// alternative, a list of holders and a scan for conflicts, costs a scan of all waiters per release.
// Measured on Node 20, uncontended acquire and release: 2 µs for one key, 3 µs for one at depth 8
// or for four keys, 5 µs for four at depth 8.

import { requireWhole } from "./range.js";
import { claimsNest, Request, type Claim, type Ticket } from "./resource-request.js";
import { READ, WRITE } from "./resource-group.js";
import { ResourceNode } from "./resource-tree.js";
import type { Release } from "./semaphore.js";
import { QueueFull } from "./waiter-queue.js";

/** How a request is made. */
export interface ResourceLockOptions<Owner> {
  /** Ends the wait, not the work: the request leaves every line at once. */
  signal?: AbortSignal | undefined;
  /** Who asks; shown to those who wait for it. */
  owner?: Owner | undefined;
}

/** What a resource lock looks like at one moment. */
export interface ResourceLockStats {
  /** Requests that are granted and not yet released. */
  readonly holding: number;
  /** Requests that wait. */
  readonly waiting: number;
  /** The most requests that ever held at once. */
  readonly holdingMax: number;
  /** The most requests that ever waited at once. */
  readonly waitingMax: number;
  /** Resources the lock remembers because somebody stands at or below them; 0 at rest. */
  readonly resources: number;
}

/**
 * Grants requests for resources of one tree: many readers or one writer of any resource, where
 * a resource includes everything below it, strictly first come first served among those that
 * conflict. A request never conflicts with itself, and at rest nothing is kept.
 *
 * @example
 * const lock = new ResourceLock<string>();
 * const claims: Claim[] = [
 *   { path: ["file", "src"], mode: "read" },
 *   { path: ["file", "dist", "app.js"], mode: "write" },
 * ];
 * await lock.run(claims, () => build(), { owner: "build", signal });
 */
export class ResourceLock<Owner = unknown> {
  readonly #root = new ResourceNode<Request<Owner>>();
  readonly #waitingMax: number;
  readonly #counts = { holding: 0, waiting: 0, holdingMax: 0, waitingMax: 0 };
  #order = 0;

  /** At most `waitingMax` requests may wait; without it the caller bounds how many ask. */
  constructor(waitingMax = Number.MAX_SAFE_INTEGER) {
    requireWhole("waitingMax", waitingMax, 0);
    this.#waitingMax = waitingMax;
  }

  /**
   * Takes a place in every line now, in the order of the calls, and returns the ticket. Throws the
   * signal's reason if it is aborted already, and `QueueFull` if the request would have to wait and
   * nobody more may; then it stands nowhere.
   */
  enter(claims: readonly Claim[], options: ResourceLockOptions<Owner> = {}): Ticket<Owner> {
    const { signal, owner } = options;
    signal?.throwIfAborted();
    const request = this.#stand(claims, owner);
    if (request.isGranted) return request;
    if (this.#counts.waiting >= this.#waitingMax) {
      this.#leave(request);
      throw new QueueFull(this.#waitingMax);
    }
    this.#counts.waiting += 1;
    this.#counts.waitingMax = Math.max(this.#counts.waitingMax, this.#counts.waiting);
    if (signal !== undefined) request.follow(signal);
    return request;
  }

  /** Waits for all claims together. Rejects as {@link enter} throws, and when aborted. */
  async acquire(
    claims: readonly Claim[],
    options: ResourceLockOptions<Owner> = {},
  ): Promise<Release> {
    const ticket = this.enter(claims, options);
    if (!ticket.isGranted) await ticket.granted;
    return () => ticket.release();
  }

  /** Takes all claims now, or answers `undefined` if any of them would have to wait. */
  tryAcquire(claims: readonly Claim[], owner?: Owner): Release | undefined {
    const request = this.#stand(claims, owner);
    if (request.isGranted) return () => request.release();
    this.#leave(request);
    return undefined;
  }

  /**
   * Runs `task` with all claims and gives them back when it has settled, whichever way. An abort
   * that arrives together with the grant keeps the task from starting.
   */
  async run<T>(
    claims: readonly Claim[],
    task: () => T | PromiseLike<T>,
    options: ResourceLockOptions<Owner> = {},
  ): Promise<T> {
    const ticket = this.enter(claims, options);
    if (!ticket.isGranted) await ticket.granted;
    try {
      options.signal?.throwIfAborted();
      return await task();
    } finally {
      ticket.release();
    }
  }

  /** How many requests hold and wait, now and at most. */
  stats(): ResourceLockStats {
    return { ...this.#counts, resources: this.#root.nodes };
  }

  #stand(claims: readonly Claim[], owner: Owner | undefined): Request<Owner> {
    this.#order += 1;
    const request = new Request<Owner>(this.#order, claims, owner, this.#release);
    // Others wait for a group as a whole. A request that conflicts with itself must not share its
    // groups, or it would wait, through those it shares with, for itself.
    const alone = claimsNest(claims);
    const groups = claims.map(({ path, mode }) => {
      let node = this.#root;
      for (const segment of path) node = node.child(segment);
      return node.groupFor(mode === "write" ? WRITE : READ, this.#order, alone);
    });
    request.join(groups);
    if (request.pending === 0) this.#hold(request);
    return request;
  }

  #hold(request: Request<Owner>): void {
    this.#counts.holding += 1;
    this.#counts.holdingMax = Math.max(this.#counts.holdingMax, this.#counts.holding);
    request.grant();
  }

  readonly #release = (request: Request<Owner>): void => {
    if (request.isGranted) this.#counts.holding -= 1;
    else this.#counts.waiting -= 1;
    this.#leave(request);
  };

  /** Takes a request out of every line and grants, in their order, those that waited for it. */
  #leave(request: Request<Owner>): void {
    const ready: Request<Owner>[] = [];
    request.leaveAll(ready);
    if (ready.length > 1) ready.sort((a, b) => a.order - b.order);
    for (const next of ready) {
      this.#counts.waiting -= 1;
      this.#hold(next);
    }
  }
}
