import { SQL_SESSION, type StatementEffects } from "./statement-effects.js";

/**
 * Whether a text opens and closes its own transaction. A transaction that begins and ends in the
 * text leaves nothing behind; one that is left open, or was opened elsewhere, is the session's.
 */
export class TransactionFrame {
  readonly #effects: StatementEffects;
  #open = false;

  constructor(effects: StatementEffects) {
    this.#effects = effects;
  }

  begin(): void {
    if (this.#open) return this.#session("begins a transaction within a transaction");
    this.#open = true;
  }

  close(): void {
    if (!this.#open) return this.#session("ends a transaction begun elsewhere");
    this.#open = false;
    this.#effects.harmless("the transaction ends where it began");
  }

  /** Something that lives as long as the transaction. */
  within(because: string): void {
    if (!this.#open) this.#session(`${because} outside of a transaction of its own`);
  }

  end(): void {
    if (this.#open) this.#session("leaves a transaction open");
  }

  #session(because: string): void {
    this.#effects.changes(because, [SQL_SESSION]);
  }
}
