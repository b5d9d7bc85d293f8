import type { Clock, Timer } from "../../primitives/clock.js";

/** A clock that moves only when a test tells it to. Timers fire in the order they are due. */
export class FakeClock implements Clock {
  #nowMs = 0;
  readonly #set = new Set<{ readonly dueMs: number; readonly callback: () => void }>();

  /** How many timers are set: 0 once all that was started is over. */
  get timers(): number {
    return this.#set.size;
  }

  now(): number {
    return this.#nowMs;
  }

  setTimer(callback: () => void, delayMs: number): Timer {
    const timer = { dueMs: this.#nowMs + delayMs, callback };
    this.#set.add(timer);
    return { cancel: () => void this.#set.delete(timer) };
  }

  /** Moves on by `ms`, fires what comes due, and lets promises settle after each firing. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settled();
    for (;;) {
      const [next] = [...this.#set].sort((a, b) => a.dueMs - b.dueMs);
      if (next === undefined || next.dueMs > untilMs) break;
      this.#nowMs = next.dueMs;
      this.#set.delete(next);
      next.callback();
      await settled();
    }
    // signalbox-allow stale-update: a test moves its clock in one place at a time
    this.#nowMs = untilMs;
  }
}

/** Resolves when every promise that can settle without a timer or I/O has settled. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
