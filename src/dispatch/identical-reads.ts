// Reads of one batch that must answer the same run once: the same tool of the same server with the
// same arguments and the same dependencies, and nothing between the two that may change what they
// read.

import { canonicalJson } from "./canonical-json.js";
import type { CallRun } from "./call-run.js";
import { isPlain } from "./references.js";

/** A resource, and when it was last written; by places in the order of a batch. */
interface Written {
  at: number;
  atOrBelow: number;
  readonly below: Map<string, Written>;
}

function neverWritten(): Written {
  return { at: -1, atOrBelow: -1, below: new Map() };
}

/** Remembers the last write at every place, so that nobody has to look through all writes. */
class LastWrites {
  readonly #root = neverWritten();

  note(path: readonly string[], place: number): void {
    let node = this.#root;
    node.atOrBelow = place;
    for (const segment of path) {
      let child = node.below.get(segment);
      if (child === undefined) node.below.set(segment, (child = neverWritten()));
      node = child;
      node.atOrBelow = place;
    }
    node.at = place;
  }

  /** The place of the last write that a read of `path` could see. */
  before(path: readonly string[]): number {
    let node: Written | undefined = this.#root;
    let last = node.at;
    for (const segment of path) {
      node = node.below.get(segment);
      if (node === undefined) return last;
      last = Math.max(last, node.at);
    }
    return Math.max(last, node.atOrBelow);
  }
}

/**
 * Makes later identical reads followers of the first, and answers whether there are any. `calls`
 * are in the order that is kept.
 */
export function followIdenticalReads(calls: readonly CallRun[]): boolean {
  const keys = keysOf(calls);
  if (keys === undefined) return false;
  const writes = new LastWrites();
  const leaders = new Map<string, { call: CallRun; place: number }>();
  calls.forEach((call, place) => {
    const key = keys[place];
    const footprint = call.profile?.footprint ?? [];
    const leader = key === undefined ? undefined : leaders.get(key);
    if (leader !== undefined) {
      const seen = Math.max(-1, ...footprint.map(({ path }) => writes.before(path)));
      if (seen < leader.place) return follow(call, leader.call);
    }
    if (key !== undefined) leaders.set(key, { call, place });
    for (const { mode, path } of footprint) if (mode === "write") writes.note(path, place);
  });
  return true;
}

function follow(call: CallRun, leader: CallRun): void {
  call.own().leader = leader;
  (leader.own().followers ??= []).push(call);
}

/** What makes reads identical; nothing at all if no two of them are. */
function keysOf(calls: readonly CallRun[]): (string | undefined)[] | undefined {
  // Texts of a hundred thousand calls would cost more than what they save: they are made of those
  // only that share a number with another one.
  const numbers = new Int32Array(calls.length);
  const seen = new Set<number>();
  const shared = new Set<number>();
  calls.forEach((call, place) => {
    if (!mayBeShared(call)) return;
    const { tool, arguments: args } = call.spec;
    const number = (numbers[place] = numberOf(tool) ^ numberOf(args));
    if (seen.has(number)) shared.add(number);
    else seen.add(number);
  });
  if (shared.size === 0) return undefined;
  return calls.map((call, place) =>
    shared.has(numbers[place] as number) && mayBeShared(call) ? keyOf(call) : undefined,
  );
}

/** A number that values with the same canonical JSON have in common, and others seldom. */
function numberOf(value: unknown): number {
  if (typeof value === "string") return numberOfText(value);
  if (typeof value === "number") return Math.imul(value | 0, 0x9e3779b1) ^ ((value % 1) * 2 ** 30);
  if (typeof value !== "object" || value === null) return value === true ? 1 : 2;
  // What JSON cannot hold is never shared, and may lead anywhere.
  if (!Array.isArray(value) && !isPlain(value)) return 3;
  let sum = 4;
  for (const [name, item] of Object.entries(value)) {
    // Whatever the order of its names.
    if (item !== undefined) sum += Math.imul(numberOfText(name), numberOf(item));
  }
  return sum | 0;
}

/** FNV-1a. */
function numberOfText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash | 1;
}

function mayBeShared({ isReadOnly, profile }: CallRun): boolean {
  return isReadOnly && profile?.footprint.every(({ mode }) => mode === "read") === true;
}

function keyOf({ spec }: CallRun): string | undefined {
  const { server, tool, timeoutMs, needs } = spec;
  // A reference is compared as it stands: the same one will be filled in with the same value.
  const args = canonicalJson(spec.arguments);
  if (args === undefined) return undefined;
  const needed = needs.length === 0 ? "" : [...needs].sort((a, b) => a - b).join(",");
  return `${JSON.stringify([server ?? null, tool])}${args}${needed};${timeoutMs}`;
}
