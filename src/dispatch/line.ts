/** Something that stands in one line at a time. The links are its own: standing costs nothing. */
export interface InLine<T extends InLine<T>> {
  line: Line<T> | undefined;
  before: T | undefined;
  after: T | undefined;
}

/** First come, first served; anyone may leave from anywhere in O(1). */
export class Line<T extends InLine<T>> {
  #head: T | undefined;
  #tail: T | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(item: T): void {
    item.line = this;
    item.before = this.#tail;
    if (this.#tail === undefined) this.#head = item;
    else this.#tail.after = item;
    this.#tail = item;
    this.#size += 1;
  }

  /** Puts an item back to where it was taken from. */
  unshift(item: T): void {
    item.line = this;
    item.after = this.#head;
    if (this.#head === undefined) this.#tail = item;
    else this.#head.before = item;
    this.#head = item;
    this.#size += 1;
  }

  shift(): T | undefined {
    const head = this.#head;
    if (head !== undefined) this.remove(head);
    return head;
  }

  /** The item must stand in this line. */
  remove(item: T): void {
    const { before, after } = item;
    if (before === undefined) this.#head = after;
    else before.after = after;
    if (after === undefined) this.#tail = before;
    else after.before = before;
    item.line = undefined;
    item.before = undefined;
    item.after = undefined;
    this.#size -= 1;
  }
}
