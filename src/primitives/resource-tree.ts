// The tree that `ResourceLock` keeps: who stands in line where, and who may go.
//
// Whoever claims a resource also stands in line at every resource above it, marked as "below"
// (the intention modes of Gray, Lorie, Putzolu and Traiger 1976). Two claims conflict exactly if
// they conflict at one node that both stand at, so each node can decide by itself.
//
// A node keeps one line per kind of standing, and a line is cut into groups: those who came with
// nobody in conflict in between, here or at any node above. They have the same people ahead, so
// they are granted together, and one group stands at the node above for all its members. Of two
// lines in conflict, only the heads are compared. So a request costs one place per claim and a walk
// to the root, nobody is scanned for, and a hand-over costs O(1) for each request it grants.

import {
  CONFLICTS,
  Group,
  READ,
  READ_BELOW,
  WRITE_BELOW,
  type Kind,
  type Standing,
} from "./resource-group.js";

/** The groups of one kind at one node, in order; those from `firstBlocked` on are blocked. */
class Line<R extends Standing<R>> {
  head: Group<R> | undefined;
  tail: Group<R> | undefined;
  firstBlocked: Group<R> | undefined;
}

/** A resource that somebody claims or stands above. It exists only as long as that is so. */
export class ResourceNode<R extends Standing<R>> {
  readonly #parent: ResourceNode<R> | undefined;
  readonly #segment: string;
  readonly #tree: { nodes: number };
  readonly #lines: (Line<R> | undefined)[] = [];
  #children: Map<string, ResourceNode<R>> | undefined;
  #groups = 0;

  constructor(parent?: ResourceNode<R>, segment = "") {
    this.#parent = parent;
    this.#segment = segment;
    this.#tree = parent === undefined ? { nodes: 0 } : parent.#tree;
  }

  /** How many resources the whole tree keeps besides its root; 0 at rest. */
  get nodes(): number {
    return this.#tree.nodes;
  }

  /** The resource below this one, made if nobody stands there yet. */
  child(segment: string): ResourceNode<R> {
    this.#children ??= new Map();
    let child = this.#children.get(segment);
    if (child === undefined) {
      child = new ResourceNode(this, segment);
      this.#children.set(segment, child);
      this.#tree.nodes += 1;
    }
    return child;
  }

  /** The group at the end of a line that newcomers join, or a new one where nobody else is. */
  groupFor(kind: Kind, order: number, alone: boolean): Group<R> {
    const line = (this.#lines[kind] ??= new Line());
    if (!alone && line.tail?.isOpen()) return line.tail;
    const belowKind = kind === READ || kind === READ_BELOW ? READ_BELOW : WRITE_BELOW;
    const above = this.#parent?.groupFor(belowKind, order, alone);
    const isBlocked = this.#barrier(kind) < order;
    const group = new Group({ node: this, kind, first: order, above }, isBlocked);
    group.before = line.tail;
    if (line.tail === undefined) line.head = group;
    else line.tail.after = group;
    line.tail = group;
    this.#groups += 1;
    if (isBlocked) line.firstBlocked ??= group;
    return group;
  }

  /** Takes a group out that everybody has left, and lets go whoever waited for it. */
  remove(group: Group<R>, ready: R[]): void {
    const { before, after } = group;
    const line = this.#lines[group.kind] as Line<R>;
    if (line.firstBlocked === group) line.firstBlocked = after;
    if (after === undefined) line.tail = before;
    else after.before = before;
    if (before === undefined) line.head = after;
    else before.after = after;
    this.#unblock(ready);
    this.#groups -= 1;
    if (this.#groups === 0) this.#prune();
  }

  /** The place of the last group that one of this kind conflicts with. */
  lastInConflict(kind: Kind): number {
    let last = 0;
    for (const other of CONFLICTS[kind] as readonly Kind[]) {
      const tail = this.#lines[other]?.tail;
      if (tail !== undefined) last = Math.max(last, tail.first);
    }
    return last;
  }

  /** The requests in one line that came before `place`, in order. */
  *ahead(kind: Kind, place: number): Generator<R> {
    let group = this.#lines[kind]?.head;
    for (; group !== undefined && group.first < place; group = group.after) {
      yield* group.requests();
    }
  }

  /** The place of the first group that one of this kind may not overtake. */
  #barrier(kind: Kind): number {
    let first = Number.POSITIVE_INFINITY;
    for (const other of CONFLICTS[kind] as readonly Kind[]) {
      const head = this.#lines[other]?.head;
      if (head !== undefined) first = Math.min(first, head.first);
    }
    return first;
  }

  /** Lets go the groups that no longer have one in conflict ahead. */
  #unblock(ready: R[]): void {
    for (const line of this.#lines) {
      if (line?.firstBlocked === undefined) continue;
      // A request never waits for itself: its own place is not before its own place.
      const barrier = this.#barrier(line.firstBlocked.kind);
      let group: Group<R> | undefined = line.firstBlocked;
      for (; group !== undefined && group.first <= barrier; group = group.after) {
        group.approve(ready);
      }
      line.firstBlocked = group;
    }
  }

  /** Nobody stands here, so nobody stands below: whoever does, also stands here. */
  #prune(): void {
    const parent = this.#parent;
    if (parent === undefined) return;
    parent.#children?.delete(this.#segment);
    this.#tree.nodes -= 1;
  }
}
