import type { FootprintClaim } from "./call.js";
import type { LockOwner } from "./coordinator.js";

/** How many calls are remembered; the ledger knows all of them. */
export const TAINTS_MAX = 256;

const NONE: readonly LockOwner[] = [];

interface Taint {
  readonly owner: LockOwner;
  readonly writes: readonly FootprintClaim[];
}

/**
 * What calls of unknown outcome may have changed, until somebody has looked. Almost always empty,
 * so that asking costs a comparison; when there are more than can be kept, the oldest is forgotten.
 */
export class TaintedResources {
  readonly #taints: Taint[] = [];

  /** Remembers that nobody knows what `owner` did to the resources it was to write. */
  add(owner: LockOwner, claims: readonly FootprintClaim[]): void {
    this.remove(owner);
    const writes = claims.filter(({ mode }) => mode === "write");
    if (writes.length === 0) return;
    this.#taints.push({ owner, writes });
    if (this.#taints.length > TAINTS_MAX) this.#taints.shift();
  }

  /** Forgets a call that somebody has looked after; answers whether it was remembered. */
  remove({ batch, call }: LockOwner): boolean {
    const index = this.#taints.findIndex(
      ({ owner }) => owner.batch === batch && owner.call === call,
    );
    if (index === -1) return false;
    this.#taints.splice(index, 1);
    return true;
  }

  /** The calls that may have changed what `claims` name, in the order they ended. */
  touching(claims: readonly FootprintClaim[]): readonly LockOwner[] {
    if (this.#taints.length === 0) return NONE;
    return this.#taints
      .filter(({ writes }) => writes.some((write) => claims.some((claim) => nest(write, claim))))
      .map(({ owner }) => owner);
  }
}

/** Whether one resource contains the other. */
function nest({ path: a }: FootprintClaim, { path: b }: FootprintClaim): boolean {
  const depth = Math.min(a.length, b.length);
  for (let level = 0; level < depth; level += 1) if (a[level] !== b[level]) return false;
  return true;
}
