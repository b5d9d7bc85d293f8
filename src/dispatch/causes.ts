import { claimsConflict } from "../primitives/resource-request.js";
import type { CallRun } from "./call-run.js";

/** How many calls are remembered that gave their resources back. */
const KEPT = 64;

/** Which call's release let another one go on: of those that did lately, the last in conflict. */
export class Causes {
  readonly #calls: (CallRun | undefined)[] = [];
  #next = 0;

  /** Remembers a call that is about to give its resources back. */
  note(call: CallRun): void {
    this.#calls[this.#next] = call;
    this.#next = (this.#next + 1) % KEPT;
  }

  /** The call that `call` waited for; none if it is not known here. */
  of(call: CallRun): CallRun | undefined {
    for (let back = 1; back <= KEPT; back += 1) {
      const other = this.#calls[(this.#next - back + KEPT) % KEPT];
      if (other === undefined) return undefined;
      if (conflictOf(other, call) !== undefined) return other;
    }
    return undefined;
  }

  forget(): void {
    this.#calls.length = 0;
    this.#next = 0;
  }
}

type Claimed = NonNullable<CallRun["profile"]>["footprint"][number];

/** The first claims of two calls that cannot be held together. */
export function conflictOf(
  earlier: CallRun,
  later: CallRun,
): { readonly theirs: Claimed; readonly ours: Claimed } | undefined {
  for (const ours of later.profile?.footprint ?? []) {
    for (const theirs of earlier.profile?.footprint ?? []) {
      if (claimsConflict(theirs, ours)) return { theirs, ours };
    }
  }
  return undefined;
}
