// Who stands together in the tree of `ResourceLock`; resource-tree.ts has the whole picture.

import type { ResourceNode } from "./resource-tree.js";

/** How a group stands at a node: for the resource itself, or for something below it. */
export const READ = 0;
export const WRITE = 1;
export const READ_BELOW = 2;
export const WRITE_BELOW = 3;
export type Kind = typeof READ | typeof WRITE | typeof READ_BELOW | typeof WRITE_BELOW;

/** For each kind, the kinds it has to wait for. The relation is symmetric. */
export const CONFLICTS: readonly (readonly Kind[])[] = [
  [WRITE, WRITE_BELOW],
  [READ, WRITE, READ_BELOW, WRITE_BELOW],
  [WRITE],
  [READ, WRITE],
];

/** A group clears away who left when they outnumber who stayed by more than this. */
const GONE_MAX = 32;

/** Who stands in a group: a request, or the group of a node below. */
interface Member<R> {
  readonly hasLeft: boolean;
  /** Hears that its group may go; adds to `ready` every request that now may. */
  approve(ready: R[]): void;
  /** The requests behind it that have not left. */
  requests(): Iterable<R>;
}

/** A request as the tree sees it. */
export interface Standing<R> extends Member<R> {
  /** Its place in the order of all requests. */
  readonly order: number;
  /** In how many groups it waits. */
  pending: number;
}

/** Members that stand in one line of one node with nobody in conflict between them. */
export class Group<R extends Standing<R>> implements Member<R> {
  readonly node: ResourceNode<R>;
  readonly kind: Kind;
  /** The place of the first who joined; nobody in conflict stands between that and the others. */
  readonly first: number;
  /** The group of the node above that this one belongs to. */
  readonly above: Group<R> | undefined;
  before: Group<R> | undefined;
  after: Group<R> | undefined;
  /** In the order they joined; some may have left. */
  #members: Member<R>[] = [];
  #live = 0;
  /** What keeps it from going: somebody ahead of it here, or ahead of the group above. */
  #pending: number;

  constructor(
    place: { node: ResourceNode<R>; kind: Kind; first: number; above: Group<R> | undefined },
    isBlocked: boolean,
  ) {
    this.node = place.node;
    this.kind = place.kind;
    this.first = place.first;
    this.above = place.above;
    this.#pending = isBlocked ? 1 : 0;
    if (this.above?.join(this) === false) this.#pending += 1;
  }

  get hasLeft(): boolean {
    return this.#live === 0;
  }

  /** Adds a member at the end and says whether the group may go already. */
  join(member: Member<R>): boolean {
    // Most groups have one member, and a list that grows makes room for many.
    if (this.#members.length === 0) this.#members = [member];
    else this.#members.push(member);
    this.#live += 1;
    return this.#pending === 0;
  }

  /** One member has left; adds to `ready` every request that may go because of it. */
  leave(ready: R[]): void {
    this.#live -= 1;
    if (this.#live === 0) {
      this.node.remove(this, ready);
      this.above?.leave(ready);
      return;
    }
    if (this.#members.length <= 2 * this.#live + GONE_MAX) return;
    this.#members = this.#members.filter(({ hasLeft }) => !hasLeft);
  }

  approve(ready: R[]): void {
    this.#pending -= 1;
    if (this.#pending > 0) return;
    for (const member of this.#members) if (!member.hasLeft) member.approve(ready);
  }

  /** Whether a newcomer may join: nobody in conflict came later, here or above. */
  isOpen(): boolean {
    if (this.node.lastInConflict(this.kind) >= this.first) return false;
    return this.above === undefined || this.above.isOpen();
  }

  /** The requests it stands behind at its node, one iterable per line it conflicts with. */
  ahead(): Iterable<R>[] {
    const kinds = CONFLICTS[this.kind] as readonly Kind[];
    return kinds.map((kind) => this.node.ahead(kind, this.first));
  }

  *requests(): Generator<R> {
    for (const member of this.#members) if (!member.hasLeft) yield* member.requests();
  }
}
