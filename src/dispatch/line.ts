// Who comes next. Between batches, first come first served: every place in the line is one turn of
// the batch whose call took it. Within a batch the most urgent call has its batch's next turn, and
// the call that stood there takes over the place of the one which goes ahead of it. So no batch
// gains or loses a turn by how urgent its calls are, and no call waits for more of them than its
// own batch has.

import { Heap, type InHeap } from "./heap.js";

/** Something that stands in one line at a time. The links are its own: standing costs nothing. */
export interface InLine<T extends InLine<T>> extends InHeap {
  line: Line<T> | undefined;
  before: T | undefined;
  after: T | undefined;
  /** Whose turns it shares; ranked if some of its calls are more urgent than others. */
  readonly batch: { readonly isRanked: boolean };
  readonly urgency: number;
  /** When it came into the line, among equally urgent ones. */
  arrival: number;
}

/** Anyone may leave from anywhere: in O(1), or O(log n) where there is a ranking. */
export class Line<T extends InLine<T>> {
  #head: T | undefined;
  #tail: T | undefined;
  #size = 0;
  #arrivals = 0;
  /** Of each ranked batch those that stand here. */
  readonly #ranked = new Map<T["batch"], Heap<T>>();

  get size(): number {
    return this.#size;
  }

  push(item: T): void {
    this.#arrivals += 1;
    item.arrival = this.#arrivals;
    this.#add(item, this.#tail);
  }

  /** Puts an item back to where it was taken from. */
  unshift(item: T): void {
    this.#arrivals += 1;
    item.arrival = -this.#arrivals;
    this.#add(item, undefined);
  }

  /** Takes out the most urgent call of the batch whose turn it is. */
  shift(): T | undefined {
    const head = this.#head;
    if (head === undefined) return undefined;
    const next = head.batch.isRanked ? this.#mostUrgent(head) : head;
    const { before } = next;
    this.remove(next);
    if (before !== undefined && before !== head) {
      this.#unlink(head);
      this.#link(head, before);
    }
    return next;
  }

  /** The item must stand in this line. */
  remove(item: T): void {
    this.#unlink(item);
    item.line = undefined;
    this.#size -= 1;
    if (!item.batch.isRanked) return;
    const ranked = this.#ranked.get(item.batch);
    ranked?.remove(item);
    if (ranked?.size === 0) this.#ranked.delete(item.batch);
  }

  /** The batch has been ranked anew; `calls` are all of it, wherever they stand. */
  rankAgain(batch: T["batch"], calls: readonly T[]): void {
    this.#ranked.delete(batch);
    if (!batch.isRanked) return;
    for (const call of calls) if (call.line === this) this.#rank(call);
  }

  #mostUrgent(head: T): T {
    return this.#ranked.get(head.batch)?.first ?? head;
  }

  #add(item: T, before: T | undefined): void {
    this.#link(item, before);
    item.line = this;
    this.#size += 1;
    if (item.batch.isRanked) this.#rank(item);
  }

  #rank(item: T): void {
    let ranked = this.#ranked.get(item.batch);
    if (ranked === undefined) this.#ranked.set(item.batch, (ranked = new Heap<T>(isMoreUrgent)));
    ranked.push(item);
  }

  /** Puts an item behind `before`, or first. */
  #link(item: T, before: T | undefined): void {
    const after = before === undefined ? this.#head : before.after;
    item.before = before;
    item.after = after;
    if (before === undefined) this.#head = item;
    else before.after = item;
    if (after === undefined) this.#tail = item;
    else after.before = item;
  }

  #unlink(item: T): void {
    const { before, after } = item;
    if (before === undefined) this.#head = after;
    else before.after = after;
    if (after === undefined) this.#tail = before;
    else after.before = before;
    item.before = undefined;
    item.after = undefined;
  }
}

type Ranked = Pick<InLine<never>, "urgency" | "arrival">;

function isMoreUrgent(a: Ranked, b: Ranked): boolean {
  return a.urgency === b.urgency ? a.arrival < b.arrival : a.urgency > b.urgency;
}
