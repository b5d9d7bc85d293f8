import type { Clock, Timer } from "../../../src/primitives/clock.ts";

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that jumps from timer to timer. Timers due together fire in the order they were set. */
export class SimClock implements Clock {
  #nowMs = 0;
  #order = 0;
  readonly #due = new Set<Due>();

  now(): number {
    return this.#nowMs;
  }

  setTimer(callback: () => void, delayMs: number): Timer {
    this.#order += 1;
    const due = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order, callback };
    this.#due.add(due);
    return { cancel: () => void this.#due.delete(due) };
  }

  get timers(): number {
    return this.#due.size;
  }

  /** Whether a timer is still to fire at this very moment. */
  get isDue(): boolean {
    for (const { atMs } of this.#due) if (atMs <= this.#nowMs) return true;
    return false;
  }

  /** Jumps to the next timer and fires it; answers whether there was one. */
  step(): boolean {
    let next: Due | undefined;
    for (const due of this.#due) {
      if (next === undefined || due.atMs < next.atMs) next = due;
      else if (due.atMs === next.atMs && due.order < next.order) next = due;
    }
    if (next === undefined) return false;
    this.#due.delete(next);
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.callback();
    return true;
  }
}

let turn: Promise<void> | undefined;

/** Resolves when every promise that can settle has settled. Simulations share their turns. */
export function tick(): Promise<void> {
  turn ??= new Promise((resolve) =>
    setImmediate(() => {
      turn = undefined;
      resolve();
    }),
  );
  return turn;
}
