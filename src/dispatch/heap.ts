/** Something that is in one heap at a time and knows where. */
export interface InHeap {
  /** -1 where it is in none. */
  place: number;
}

/**
 * A binary heap (Williams 1964) in which every item knows its place, so that taking one out costs
 * O(log n), wherever it is.
 */
export class Heap<T extends InHeap> {
  readonly #items: T[] = [];
  readonly #isBefore: (a: T, b: T) => boolean;

  /** `isBefore` says whether `a` comes out before `b`; of equals either may. */
  constructor(isBefore: (a: T, b: T) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#items.length;
  }

  /** The item that nothing comes before. */
  get first(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    this.#put(item, this.#items.length);
    this.#rise(item);
  }

  /** Takes an item out. Does nothing if it is in no heap. */
  remove(item: T): void {
    const { place } = item;
    if (place === -1) return;
    item.place = -1;
    const last = this.#items.pop() as T;
    if (last === item) return;
    this.#put(last, place);
    this.#rise(last);
    this.#sink(last);
  }

  #put(item: T, place: number): void {
    item.place = place;
    this.#items[place] = item;
  }

  #rise(item: T): void {
    while (item.place > 0) {
      const { place } = item;
      const above = (place - 1) >>> 1;
      const parent = this.#items[above] as T;
      if (!this.#isBefore(item, parent)) return;
      this.#put(parent, place);
      this.#put(item, above);
    }
  }

  #sink(item: T): void {
    for (;;) {
      const { place } = item;
      const left = this.#items[2 * place + 1];
      const right = this.#items[2 * place + 2];
      const isRight = left !== undefined && right !== undefined && this.#isBefore(right, left);
      const child = isRight ? right : left;
      if (child === undefined || !this.#isBefore(child, item)) return;
      const below = child.place;
      this.#put(child, place);
      this.#put(item, below);
    }
  }
}
