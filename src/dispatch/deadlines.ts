// All the times a dispatcher waits for, on one timer: one for each call would cost more than
// everything else that a call costs.

import type { Clock, Timer } from "../primitives/clock.js";
import { Heap } from "./heap.js";

/** A moment and what happens then. */
export interface Deadline {
  readonly dueMs: number;
  readonly fire: () => void;
  /** Its place in the heap; -1 once it has fired or was taken back. */
  place: number;
}

export class Deadlines {
  readonly #clock: Clock;
  readonly #heap = new Heap<Deadline>((a, b) => a.dueMs < b.dueMs);
  #timer: Timer | undefined;
  #armedForMs = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many moments are waited for. */
  get size(): number {
    return this.#heap.size;
  }

  /** Calls `fire` once, not before `dueMs` on the clock. */
  set(dueMs: number, fire: () => void): Deadline {
    const deadline: Deadline = { dueMs, fire, place: -1 };
    this.#heap.push(deadline);
    if (dueMs < this.#armedForMs) this.#arm(dueMs);
    return deadline;
  }

  /** Takes a deadline back. Does nothing if it has fired. */
  cancel(deadline: Deadline): void {
    this.#heap.remove(deadline);
    // The timer stays as it is: with calls coming and going it would be set and taken back all the
    // time. If it fires with nothing due, it is set anew.
  }

  /** Takes the timer back if nothing is waited for. To be called when no call is left. */
  rest(): void {
    if (this.#heap.size > 0) return;
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
    for (let first = this.#heap.first; first !== undefined; first = this.#heap.first) {
      if (first.dueMs > nowMs) break;
      this.cancel(first);
      first.fire();
    }
    const next = this.#heap.first;
    if (next !== undefined && next.dueMs < this.#armedForMs) this.#arm(next.dueMs);
  };
}
