// Which of several claims of resources may be held together, seen before anybody holds anything.
// Two conflict if one writes and one path is the beginning of the other (Bernstein, Hadzilacos and
// Goodman, "Concurrency Control and Recovery in Database Systems", 1987, for the graph).
//
// There may be as many edges as pairs, so this is for people who want to see them; `ResourceLock`
// keeps the same order without them.

import type { Claim } from "./resource-request.js";

/** Two footprints that may not overlap, by their places; the earlier one first. */
export interface ConflictEdge<C extends Claim> {
  readonly earlier: number;
  readonly later: number;
  /** The claim of the earlier one, and that of the later one; none if the later needs it. */
  readonly clash: { readonly theirs: C; readonly ours: C } | undefined;
}

/** Who waits for whom. */
export interface ConflictGraph<C extends Claim> {
  readonly edges: readonly ConflictEdge<C>[];
  /** Places that may stand together, wave after wave, if each wave waits for the last. */
  readonly waves: readonly (readonly number[])[];
  /** A longest sequence of places of which each waits for the one before. */
  readonly longestChain: readonly number[];
}

/**
 * The graph of footprints that keep the order given. `needs` names, for each, earlier ones it waits
 * for whatever they claim. Cost: a look at every pair.
 *
 * @example
 * const { waves } = conflictGraph([
 *   [{ path: ["file", "a"], mode: "write" }],
 *   [{ path: ["file", "b"], mode: "write" }],
 *   [{ path: ["file"], mode: "read" }],
 * ]); // [[0, 1], [2]]
 */
export function conflictGraph<C extends Claim>(
  footprints: readonly (readonly C[])[],
  needs?: readonly (readonly number[])[],
): ConflictGraph<C> {
  const places = footprints.map((claims) => new ClaimIndex(claims));
  const edges: ConflictEdge<C>[] = [];
  const levels = footprints.map(() => 0);
  const parents = footprints.map(() => -1);
  places.forEach((index, later) => {
    const needed = new Set(needs?.[later]);
    for (let earlier = 0; earlier < later; earlier += 1) {
      const clash = needed.has(earlier)
        ? undefined
        : index.clashWith(footprints[earlier] as readonly C[]);
      if (clash === undefined && !needed.has(earlier)) continue;
      edges.push({ earlier, later, clash });
      const level = (levels[earlier] as number) + 1;
      if (level <= (levels[later] as number)) continue;
      levels[later] = level;
      parents[later] = earlier;
    }
  });
  return { edges, waves: wavesOf(levels), longestChain: chainOf(levels, parents) };
}

function wavesOf(levels: readonly number[]): number[][] {
  const waves: number[][] = [];
  levels.forEach((level, place) => (waves[level] ??= []).push(place));
  return waves;
}

function chainOf(levels: readonly number[], parents: readonly number[]): number[] {
  const longest = levels.reduce((most, level) => Math.max(most, level), 0);
  const chain: number[] = [];
  for (let place = levels.indexOf(longest); place >= 0; place = parents[place] as number) {
    chain.push(place);
  }
  return chain.reverse();
}

/** One footprint by its places: a conflict is found without trying all pairs of claims. */
class ClaimIndex<C extends Claim> {
  readonly #at = { read: new Map<string, C>(), write: new Map<string, C>() };
  readonly #above = { read: new Map<string, C>(), write: new Map<string, C>() };

  constructor(claims: readonly C[]) {
    for (const claim of claims) {
      const keys = keysOf(claim);
      this.#at[claim.mode].set(keys.at(-1) as string, claim);
      for (const key of keys) this.#above[claim.mode].set(key, claim);
    }
  }

  /** The first of `claims` that cannot be held together with this footprint, and why. */
  clashWith(claims: readonly C[]): { ours: C; theirs: C } | undefined {
    for (const theirs of claims) {
      const keys = keysOf(theirs);
      const modes = theirs.mode === "write" ? (["write", "read"] as const) : (["write"] as const);
      for (const mode of modes) {
        const ours =
          this.#above[mode].get(keys.at(-1) as string) ??
          keys.map((key) => this.#at[mode].get(key)).find((claim) => claim !== undefined);
        if (ours !== undefined) return { ours, theirs };
      }
    }
    return undefined;
  }
}

/**
 * A place and everything above it, from the root down, as texts that can be compared. The lengths
 * tell `["a", "b"]` from one segment that holds whatever stands between two.
 */
function keysOf({ path }: Claim): string[] {
  let key = "";
  const keys = [key];
  for (const segment of path) keys.push((key += `${segment.length}:${segment}`));
  return keys;
}
