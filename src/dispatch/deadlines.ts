// All the times a dispatcher waits for, on one timer: a binary heap (Williams 1964) in which every
// entry knows its place, so that taking one back costs O(log n). A timer for each call would cost
// more than everything else that a call costs.

import type { Clock, Timer } from "../primitives/clock.js";

/** A moment and what happens then. */
export interface Deadline {
  readonly dueMs: number;
  readonly fire: () => void;
  /** Its place in the heap; -1 once it has fired or was taken back. */
  place: number;
}

export class Deadlines {
  readonly #clock: Clock;
  readonly #heap: Deadline[] = [];
  #timer: Timer | undefined;
  #armedForMs = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many moments are waited for. */
  get size(): number {
    return this.#heap.length;
  }

  /** Calls `fire` once, not before `dueMs` on the clock. */
  set(dueMs: number, fire: () => void): Deadline {
    const deadline: Deadline = { dueMs, fire, place: this.#heap.length };
    this.#heap.push(deadline);
    this.#rise(deadline);
    if (dueMs < this.#armedForMs) this.#arm(dueMs);
    return deadline;
  }

  /** Takes a deadline back. Does nothing if it has fired. */
  cancel(deadline: Deadline): void {
    const { place } = deadline;
    if (place === -1) return;
    deadline.place = -1;
    const last = this.#heap.pop() as Deadline;
    if (last === deadline) return;
    this.#put(last, place);
    this.#rise(last);
    this.#sink(last);
    // The timer stays as it is: with calls coming and going it would be set and taken back all the
    // time. If it fires with nothing due, it is set anew.
  }

  /** Takes the timer back if nothing is waited for. To be called when no call is left. */
  rest(): void {
    if (this.#heap.length > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#armedForMs = Number.POSITIVE_INFINITY;
  }

  #arm(dueMs: number): void {
    this.#timer?.cancel();
    this.#armedForMs = dueMs;
    this.#timer = this.#clock.setTimer(this.#fire, Math.max(0, dueMs - this.#clock.now()));
  }

  readonly #fire = (): void => {
    this.#timer = undefined;
    this.#armedForMs = Number.POSITIVE_INFINITY;
    const nowMs = this.#clock.now();
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (first.dueMs > nowMs) break;
      this.cancel(first);
      first.fire();
    }
    const next = this.#heap[0];
    if (next !== undefined && next.dueMs < this.#armedForMs) this.#arm(next.dueMs);
  };

  #put(deadline: Deadline, place: number): void {
    deadline.place = place;
    this.#heap[place] = deadline;
  }

  #rise(deadline: Deadline): void {
    while (deadline.place > 0) {
      const { place } = deadline;
      const above = (place - 1) >>> 1;
      const parent = this.#heap[above] as Deadline;
      if (parent.dueMs <= deadline.dueMs) return;
      this.#put(parent, place);
      this.#put(deadline, above);
    }
  }

  #sink(deadline: Deadline): void {
    for (;;) {
      const { place } = deadline;
      const left = this.#heap[2 * place + 1];
      const right = this.#heap[2 * place + 2];
      const child =
        left !== undefined && right !== undefined && right.dueMs < left.dueMs ? right : left;
      if (child === undefined || child.dueMs >= deadline.dueMs) return;
      const below = child.place;
      this.#put(child, place);
      this.#put(deadline, below);
    }
  }
}
