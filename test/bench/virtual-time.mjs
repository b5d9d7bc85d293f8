// @ts-nocheck Shared by what is measured in virtual time.

/** Repeats itself: the same seed gives the same numbers (mulberry32). */
export function chanceFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A clock that jumps from timer to timer. */
export class VirtualClock {
  #nowMs = 0;
  #due = [];
  now = () => this.#nowMs;

  setTimer = (callback, delayMs) => {
    const due = { atMs: this.#nowMs + delayMs, callback };
    this.#due.push(due);
    return { cancel: () => (this.#due = this.#due.filter((other) => other !== due)) };
  };

  /** Lets time pass until nothing is due. */
  async run() {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#due.length === 0) return;
      const next = this.#due.reduce((first, due) => (due.atMs < first.atMs ? due : first));
      this.#due.splice(this.#due.indexOf(next), 1);
      this.#nowMs = next.atMs;
      next.callback();
    }
  }
}
