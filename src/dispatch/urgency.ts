// Which calls of a batch get a slot first: those with the longest way before them, counted in the
// time that calls are expected to run (list scheduling by critical path: Hu 1961; the upward rank
// of Topcuoglu, Hariri and Wu, "HEFT", 2002). In a batch the order among calls in conflict is
// fixed, so the longest chain of calls that have to wait for one another is known beforehand, as
// far as times are. A wrong guess costs time and nothing else: who conflicts is granted in the
// order asked, whatever its urgency, and no slot idles, so that Graham's bound holds as before.
//
// Found from the last call to the first, in O(claims × depth): a look at every pair of calls would
// cost more than a large batch takes.

import type { BatchRun } from "./batch-run.js";
import { ENDED, type CallRun } from "./call-run.js";
import type { FootprintClaim } from "./call.js";
import type { Line } from "./line.js";

/**
 * Gives each call its urgency: the time, in milliseconds, that it and a longest chain of calls
 * behind it are expected to run. `calls` are those that may run, in the order that is kept.
 */
export function rankCalls(
  batch: BatchRun,
  calls: readonly CallRun[],
  expectedMs: (call: CallRun) => number,
): void {
  batch.forgetUrgencies();
  if (calls.length < 2) return;
  const later = new LaterClaims();
  let leastMs = Number.POSITIVE_INFINITY;
  let mostMs = 0;
  for (let place = calls.length - 1; place >= 0; place -= 1) {
    const call = calls[place] as CallRun;
    if (call.rare.leader === undefined) {
      rank(call, later, expectedMs(call));
      leastMs = Math.min(leastMs, call.urgency);
      mostMs = Math.max(mostMs, call.urgency);
    } else {
      // It runs as its leader does, and takes no time of its own.
      raise(call.rare.leader, call.urgency);
    }
    for (const need of call.spec.needs) raise(batch.calls[need] as CallRun, call.urgency);
  }
  // Once ranked, always ranked: where its calls stand in a line no longer says who came first.
  if (leastMs < mostMs) batch.isRanked = true;
}

/** Ranks anew what is left of the batch: more is known of how long its calls will run. */
export function rankAgain(batch: BatchRun, expectedMs: (call: CallRun) => number): void {
  // One that has ended may still want the slot back that it had lent.
  const isThere = ({ line, state }: CallRun): boolean => state !== ENDED || line !== undefined;
  const standing = batch.inOrder().filter(isThere);
  rankCalls(batch, standing, expectedMs);
  const lines = new Set<Line<CallRun>>();
  for (const { line } of standing) if (line !== undefined) lines.add(line);
  for (const line of lines) line.rankAgain(batch, standing);
}

/** So far, its urgency is that of the most urgent call that needs it. */
function rank(call: CallRun, later: LaterClaims, expectedMs: number): void {
  const footprint = call.profile?.footprint ?? [];
  for (const claim of footprint) raise(call, later.longestAfter(claim));
  call.urgency += expectedMs;
  for (const claim of footprint) later.note(claim, call.urgency);
}

function raise(call: CallRun, urgency: number): void {
  if (urgency > call.urgency) call.urgency = urgency;
}

/** A resource, and the urgency of those who read and write it, or something below it. */
interface Claimed {
  read: number;
  write: number;
  readAtOrBelow: number;
  writeAtOrBelow: number;
  below: Map<string, Claimed> | undefined;
}

function unclaimed(): Claimed {
  return { read: 0, write: 0, readAtOrBelow: 0, writeAtOrBelow: 0, below: undefined };
}

/** The most urgent of the later calls at every place. */
class LaterClaims {
  readonly #root = unclaimed();

  note({ mode, path }: FootprintClaim, urgency: number): void {
    let node = this.#root;
    noteAtOrBelow(node, mode, urgency);
    for (const segment of path) {
      node.below ??= new Map();
      let child = node.below.get(segment);
      if (child === undefined) node.below.set(segment, (child = unclaimed()));
      node = child;
      noteAtOrBelow(node, mode, urgency);
    }
    if (mode === "write") node.write = Math.max(node.write, urgency);
    else node.read = Math.max(node.read, urgency);
  }

  /** The urgency of the most urgent call that conflicts with this claim; 0 if none does. */
  longestAfter({ mode, path }: FootprintClaim): number {
    const alsoReads = mode === "write";
    let node = this.#root;
    let longest = 0;
    for (const segment of path) {
      longest = Math.max(longest, node.write, alsoReads ? node.read : 0);
      const child = node.below?.get(segment);
      if (child === undefined) return longest;
      node = child;
    }
    return Math.max(longest, node.writeAtOrBelow, alsoReads ? node.readAtOrBelow : 0);
  }
}

function noteAtOrBelow(node: Claimed, mode: FootprintClaim["mode"], urgency: number): void {
  if (mode === "write") node.writeAtOrBelow = Math.max(node.writeAtOrBelow, urgency);
  else node.readAtOrBelow = Math.max(node.readAtOrBelow, urgency);
}
