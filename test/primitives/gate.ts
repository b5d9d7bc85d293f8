import { settled } from "./fake-clock.ts";

/** A gate that threads enter and wait behind, told by shared memory and not by time. */
export class Gate {
  /** Cell 0 counts who has entered, cell 1 says whether it is open. */
  readonly cells = new Int32Array(new SharedArrayBuffer(8));

  get entered(): number {
    return Atomics.load(this.cells, 0);
  }

  open(): void {
    Atomics.store(this.cells, 1, 1);
    Atomics.notify(this.cells, 1);
  }
}

/** Lets the event loop turn until the condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await settled();
}
