import type { FootprintClaim } from "../../../src/dispatch/call.ts";
import { mix } from "./chance.ts";

/** What calls do to the world. */
export type Operation = "read" | "write" | "change" | "append" | "copy";

/** One call's work: where it reads, where it writes. */
export interface Work {
  readonly operation: Operation;
  /** What it reads, or writes if it does not read. */
  readonly path: readonly string[];
  /** Of `copy`: what it writes. */
  readonly target: readonly string[];
  /** Tells its traces from those of other calls. */
  readonly number: number;
}

const LEAVES: readonly (readonly string[])[] = ["k", "l"].flatMap((top) =>
  ["a", "b"].flatMap((middle) => ["x", "y"].map((leaf) => [top, middle, leaf])),
);

/** Every place that can be claimed: leaves, what is above them, and everything. */
export const PLACES: readonly (readonly string[])[] = [
  ...LEAVES,
  ...["k", "l"].flatMap((top) => [
    [top, "a"],
    [top, "b"],
  ]),
  ["k"],
  ["l"],
];

/** A tree of numbers. Every operation sees and leaves a trace of all that went before it. */
export class World {
  readonly #leaves = LEAVES.map(() => 0);

  /** What the call sees when it starts. */
  look({ operation, path }: Work): number {
    if (operation === "write" || operation === "append") return 0;
    return mix(...this.#at(path).map((leaf) => this.#leaves[leaf] as number));
  }

  /** Does the work of a call that saw `seen` when it started; answers with its result. */
  act(work: Work, seen: number, argument: number): number {
    const { operation, path, target, number } = work;
    if (operation === "read") return mix(seen, this.look(work), argument);
    const own = mix(number, argument);
    const written = this.#at(operation === "copy" ? target : path);
    for (const leaf of written) {
      const before = this.#leaves[leaf] as number;
      if (operation === "write") this.#leaves[leaf] = own;
      else if (operation === "append") this.#leaves[leaf] = mix(before, own);
      else this.#leaves[leaf] = mix(seen, own);
    }
    return mix(seen, own, ...written.map((leaf) => this.#leaves[leaf] as number));
  }

  state(): number {
    return mix(...this.#leaves);
  }

  #at(path: readonly string[]): number[] {
    const found: number[] = [];
    LEAVES.forEach((leaf, index) => {
      if (path.every((segment, depth) => leaf[depth] === segment)) found.push(index);
    });
    return found;
  }
}

/** All that the work touches. */
export function footprintOf({ operation, path, target }: Work): FootprintClaim[] {
  if (operation === "read") return [{ path, mode: "read" }];
  if (operation !== "copy") return [{ path, mode: "write" }];
  return [
    { path, mode: "read" },
    { path: target, mode: "write" },
  ];
}
