import { randomUUID } from "node:crypto";

/** How many answers are kept for those who want the rest of them; the oldest gives way. */
export const KEPT_MAX = 16;

/** Keeps the latest values under names that nobody can guess. */
export class KeptReports<Value> {
  readonly #values = new Map<string, Value>();

  /** The name under which the value is kept. */
  keep(value: Value): string {
    const id = randomUUID();
    this.#values.set(id, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > KEPT_MAX && oldest !== undefined) this.#values.delete(oldest);
    return id;
  }

  get(id: string): Value | undefined {
    return this.#values.get(id);
  }
}
