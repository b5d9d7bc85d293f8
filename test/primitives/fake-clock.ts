import type { Clock, Timer } from "../../src/primitives/clock.ts";

interface Pending {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A clock that moves only when told to. Timers fire in the order they are due. */
export class FakeClock implements Clock {
  #nowMs: number;
  readonly #pending = new Set<Pending>();

  constructor(nowMs = 0) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  setTimer(callback: () => void, delayMs: number): Timer {
    const pending = { dueMs: this.#nowMs + Math.max(0, delayMs), callback };
    this.#pending.add(pending);
    return { cancel: () => void this.#pending.delete(pending) };
  }

  /** How many timers are set: 0 once everything that was started is over. */
  get timers(): number {
    return this.#pending.size;
  }

  /** When the next timer is due, or undefined. */
  get nextDueMs(): number | undefined {
    return this.#next()?.dueMs;
  }

  /** Moves on by `ms`, firing what comes due, and lets all promises settle after each firing. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settled();
    for (let next = this.#next(); next && next.dueMs <= untilMs; next = this.#next()) {
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      this.#pending.delete(next);
      next.callback();
      await settled();
    }
    this.#nowMs = untilMs;
    await settled();
  }

  #next(): Pending | undefined {
    let next: Pending | undefined;
    for (const pending of this.#pending) {
      if (next === undefined || pending.dueMs < next.dueMs) next = pending;
    }
    return next;
  }
}

/** Resolves when every promise that can settle without a timer or I/O has settled. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
