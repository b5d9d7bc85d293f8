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

/** How a group stands at a node: for the resource itself, or for something below it. */
export const READ = 0;
export const WRITE = 1;
const READ_BELOW = 2;
const WRITE_BELOW = 3;
export type Kind = typeof READ | typeof WRITE | typeof READ_BELOW | typeof WRITE_BELOW;

/** For each kind, the kinds it has to wait for. The relation is symmetric. */
const CONFLICTS: readonly (readonly Kind[])[] = [
  [WRITE, WRITE_BELOW],
  [READ, WRITE, READ_BELOW, WRITE_BELOW],
  [WRITE],
  [READ, WRITE],
];

/** Up to this many places of those who left are not worth clearing away. */
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
  /** Whether somebody stands ahead of it at its own node. */
  isBlocked: boolean;
  before: Group<R> | undefined;
  after: Group<R> | undefined;
  /** In the order they joined; some may have left. */
  #members: Member<R>[] = [];
  #live = 0;
  /** What keeps it from going: somebody ahead of it here, or ahead of the group above. */
  #pending: number;

  constructor(node: ResourceNode<R>, kind: Kind, first: number, above: Group<R> | undefined) {
    this.node = node;
    this.kind = kind;
    this.first = first;
    this.above = above;
    this.isBlocked = node.barrier(kind) < first;
    this.#pending = this.isBlocked ? 1 : 0;
    if (above?.join(this) === false) this.#pending += 1;
  }

  get hasLeft(): boolean {
    return this.#live === 0;
  }

  /** Adds a member at the end and says whether the group may go already. */
  join(member: Member<R>): boolean {
    this.#members.push(member);
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
    const gone = this.#members.length - this.#live;
    if (gone <= GONE_MAX || gone <= this.#live) return;
    this.#members = this.#members.filter(({ hasLeft }) => !hasLeft);
  }

  approve(ready: R[]): void {
    this.#pending -= 1;
    if (this.#pending > 0) return;
    for (const member of this.#members) if (!member.hasLeft) member.approve(ready);
  }

  /** Whether a newcomer may join: nobody in conflict came later, here or above. */
  isOpen(): boolean {
    if (this.kind === WRITE || this.node.lastInConflict(this.kind) >= this.first) return false;
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
  readonly #lines: (Line<R> | undefined)[] = [undefined, undefined, undefined, undefined];
  #children: Map<string, ResourceNode<R>> | undefined;
  #groups = 0;
  #blocked = 0;

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
    const group = new Group(this, kind, order, above);
    group.before = line.tail;
    if (line.tail === undefined) line.head = group;
    else line.tail.after = group;
    line.tail = group;
    this.#groups += 1;
    if (group.isBlocked) {
      line.firstBlocked ??= group;
      this.#blocked += 1;
    }
    return group;
  }

  /** Takes a group out that everybody has left, and lets go whoever waited for it. */
  remove(group: Group<R>, ready: R[]): void {
    const { before, after } = group;
    const line = this.#lines[group.kind] as Line<R>;
    if (line.firstBlocked === group) line.firstBlocked = after;
    if (group.isBlocked) this.#blocked -= 1;
    if (after === undefined) line.tail = before;
    else after.before = before;
    if (before === undefined) line.head = after;
    else before.after = after;
    // Only heads are compared, so nothing changes for anybody unless a head has gone.
    if (before === undefined && this.#blocked > 0) this.#unblock(ready);
    this.#groups -= 1;
    if (this.#groups === 0) this.#prune();
  }

  /** The place of the first group that one of this kind may not overtake. */
  barrier(kind: Kind): number {
    let first = Number.POSITIVE_INFINITY;
    for (const other of CONFLICTS[kind] as readonly Kind[]) {
      const head = this.#lines[other]?.head;
      if (head !== undefined && head.first < first) first = head.first;
    }
    return first;
  }

  /** The place of the last group that one of this kind conflicts with. */
  lastInConflict(kind: Kind): number {
    let last = 0;
    for (const other of CONFLICTS[kind] as readonly Kind[]) {
      const tail = this.#lines[other]?.tail;
      if (tail !== undefined && tail.first > last) last = tail.first;
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

  /** Lets go the groups that no longer have one in conflict ahead. */
  #unblock(ready: R[]): void {
    for (const line of this.#lines) {
      if (line?.firstBlocked === undefined) continue;
      // A request never waits for itself: its own place is not before its own place.
      const barrier = this.barrier(line.firstBlocked.kind);
      let group: Group<R> | undefined = line.firstBlocked;
      for (; group !== undefined && group.first <= barrier; group = group.after) {
        group.isBlocked = false;
        this.#blocked -= 1;
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
