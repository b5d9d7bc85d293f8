// What `ResourceLock` is asked for, and the request that stands in its lines until it is released.

import type { LockMode } from "./read-write-lock.js";
import type { Group, Standing } from "./resource-group.js";

/** A resource and what is to be done with it. */
export interface Claim {
  /** The way from the root: `["file", "home", "a.txt"]`. Covers all below; `[]` is everything. */
  readonly path: readonly string[];
  readonly mode: LockMode;
}

/** An earlier request that a waiting one conflicts with. */
export interface Blocker<Owner> {
  /** Who made it, if it said so. */
  readonly owner: Owner | undefined;
  /** Whether it has been granted; otherwise it waits as well, but earlier. */
  readonly isHolding: boolean;
  /** Its first claim that stands in the way. */
  readonly claim: Claim;
  /** The claim of the waiting request that it stands in the way of. */
  readonly against: Claim;
}

/** A request in the lock: its place in every line, until it is released. */
export interface Ticket<Owner> {
  readonly isGranted: boolean;
  /** Resolves when granted. Rejects with the signal's reason, or with that of `release`. */
  readonly granted: Promise<void>;
  /**
   * Calls `tell` once, in the very step that grants the request; now, if that is over already, and
   * never if it leaves before. Costs no promise. Must not throw; may use the lock.
   */
  whenGranted(tell: () => void): void;
  /** Up to `max` of the earlier requests that this one waits for, the earliest first. */
  waitingFor(max?: number): Blocker<Owner>[];
  /** Gives everything back; one that still waits leaves, and `granted` rejects with `reason`. */
  release(reason?: unknown): void;
}

/** Why `granted` rejects when a waiting ticket is released without a reason. */
export class Withdrawn extends Error {
  override readonly name = "Withdrawn";
  readonly code = "withdrawn";
}

/** The promise of a grant. */
interface Promised {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** The ticket as the lock sees it. */
export class Request<Owner> implements Ticket<Owner>, Standing<Request<Owner>> {
  readonly order: number;
  readonly owner: Owner | undefined;
  pending = 0;
  hasLeft = false;
  isGranted = false;
  readonly #claims: readonly Claim[];
  readonly #onRelease: (request: Request<Owner>) => void;
  #groups: readonly Group<Request<Owner>>[] = [];
  #promised: Promised | undefined;
  #tell: (() => void) | undefined;
  #reason: unknown;
  #unlink: (() => void) | undefined;

  constructor(
    order: number,
    claims: readonly Claim[],
    owner: Owner | undefined,
    onRelease: (request: Request<Owner>) => void,
  ) {
    this.order = order;
    this.owner = owner;
    this.#claims = claims;
    this.#onRelease = onRelease;
  }

  // Made on demand: a request that is granted at once, or asked only `isGranted`, needs no promise.
  get granted(): Promise<void> {
    if (this.#promised !== undefined) return this.#promised.promise;
    if (this.isGranted) return Promise.resolve();
    if (this.hasLeft) return Promise.reject(this.#reason);
    let resolve!: () => void;
    let reject!: (reason: unknown) => void;
    const promise = new Promise<void>((...settle) => ([resolve, reject] = settle));
    this.#promised = { promise, resolve, reject };
    return promise;
  }

  whenGranted(tell: () => void): void {
    if (this.isGranted) tell();
    else if (!this.hasLeft) this.#tell = tell;
  }

  waitingFor(max = 8): Blocker<Owner>[] {
    const found = new Set<Request<Owner>>();
    for (let group of this.#groups as readonly (Group<Request<Owner>> | undefined)[]) {
      for (; group !== undefined; group = group.above) {
        for (const line of group.ahead()) addFirst(line, max, found);
      }
    }
    const earliest = [...found].sort((a, b) => a.order - b.order).slice(0, max);
    return earliest.map((other) => {
      const { against, claim } = firstClash(this.#claims, other.#claims);
      return { owner: other.owner, isHolding: other.isGranted, claim, against };
    });
  }

  release(reason?: unknown): void {
    if (this.isGranted || reason !== undefined) this.#end(reason);
    else this.#end(new Withdrawn("the request was released before it was granted"));
  }

  /** Stands in its groups, one for each claim. */
  join(groups: readonly Group<Request<Owner>>[]): void {
    this.#groups = groups;
    for (const group of groups) if (!group.join(this)) this.pending += 1;
  }

  /** Leaves every group; adds to `ready` every request that may go because of it. */
  leaveAll(ready: Request<Owner>[]): void {
    this.hasLeft = true;
    for (const group of this.#groups) group.leave(ready);
    this.#groups = [];
  }

  /** Leaves the lock when `signal` is aborted, with its reason. */
  follow(signal: AbortSignal): void {
    const onAbort = (): void => this.#end(signal.reason);
    signal.addEventListener("abort", onAbort);
    this.#unlink = () => signal.removeEventListener("abort", onAbort);
  }

  approve(ready: Request<Owner>[]): void {
    this.pending -= 1;
    if (this.pending === 0) ready.push(this);
  }

  grant(): void {
    this.isGranted = true;
    this.#unlink?.();
    this.#promised?.resolve();
    this.#tell?.();
  }

  *requests(): Generator<Request<Owner>> {
    yield this;
  }

  #end(reason: unknown): void {
    if (this.hasLeft) return;
    this.#reason = reason;
    this.#unlink?.();
    this.#onRelease(this);
    this.#promised?.reject(reason);
  }
}

/** Whether two of these claims conflict with each other. */
export function claimsNest(claims: readonly Claim[]): boolean {
  for (let index = 1; index < claims.length; index += 1) {
    for (let other = 0; other < index; other += 1) {
      if (claimsConflict(claims[index] as Claim, claims[other] as Claim)) return true;
    }
  }
  return false;
}

/** Whether one of two claims writes and one path is the beginning of the other. */
export function claimsConflict(a: Claim, b: Claim): boolean {
  if (a.mode === "read" && b.mode === "read") return false;
  const depth = Math.min(a.path.length, b.path.length);
  for (let level = 0; level < depth; level += 1) {
    if (a.path[level] !== b.path[level]) return false;
  }
  return true;
}

/** The first claim of `ours`, with the first of `theirs`, that cannot be held together. */
function firstClash(
  ours: readonly Claim[],
  theirs: readonly Claim[],
): { against: Claim; claim: Claim } {
  for (const against of ours) {
    const claim = theirs.find((other) => claimsConflict(against, other));
    if (claim !== undefined) return { against, claim };
  }
  throw new Error("invariant: who waits for another conflicts with it");
}

/** Adds the first `max` of `requests` to `found`. */
function addFirst<T>(requests: Iterable<T>, max: number, found: Set<T>): void {
  let left = max;
  for (const request of requests) {
    if (left === 0) return;
    left -= 1;
    found.add(request);
  }
}
