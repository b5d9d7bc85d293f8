import type { Ending, Intent, Ledger, LedgerRecord } from "../../../src/dispatch/coordinator.ts";
import type { Chance } from "./chance.ts";
import type { SimClock } from "./sim-clock.ts";

/** A ledger that takes its time and now and then cannot write. */
export class SimLedger implements Ledger {
  readonly #clock: SimClock;
  readonly #chance: Chance;
  readonly #how: { readonly delayMs: number; readonly failures: number };
  readonly records: LedgerRecord[] = [];
  /** Calls whose intent is being written. */
  readonly writing = new Set<string>();
  /** Told of a call before its intent is written. */
  onBegin: ((call: string) => void) | undefined;
  /** Keys that are being looked up, each as often as it is. */
  readonly asked: string[] = [];

  constructor(
    clock: SimClock,
    chance: Chance,
    how: { readonly delayMs: number; readonly failures: number },
  ) {
    this.#clock = clock;
    this.#chance = chance;
    this.#how = how;
  }

  begin(intent: Intent): Promise<void> {
    const fails = this.#chance.is(this.#how.failures);
    this.writing.add(intent.call);
    this.onBegin?.(intent.call);
    return this.#later(() => {
      this.writing.delete(intent.call);
      if (fails) throw new Error("the disk is full");
      this.records.push({ ...intent, state: "in-doubt", atMs: 0 });
    });
  }

  end(ending: Ending): Promise<void> {
    for (let index = this.records.length - 1; index >= 0; index -= 1) {
      const record = this.records[index] as LedgerRecord;
      if (record.batch !== ending.batch || record.call !== ending.call) continue;
      this.records[index] = { ...record, state: "ended", ending };
      return Promise.resolve();
    }
    throw new Error(`an end of ${ending.call}, which never began`);
  }

  recorded(key: string): LedgerRecord | undefined | Promise<LedgerRecord | undefined> {
    const found = this.records.findLast(({ idempotencyKey }) => idempotencyKey === key);
    if (this.#how.delayMs === 0) return found;
    this.asked.push(key);
    return this.#later(() => {
      this.asked.splice(this.asked.indexOf(key), 1);
      return found;
    });
  }

  hasBegun(call: string, attempt: number): boolean {
    return this.records.some((record) => record.call === call && record.attempt === attempt);
  }

  #later<T>(answer: () => T): Promise<T> {
    const { delayMs } = this.#how;
    if (delayMs === 0) return Promise.resolve().then(answer);
    return new Promise((resolve, reject) => {
      this.#clock.setTimer(() => {
        try {
          resolve(answer());
        } catch (error) {
          reject(error);
        }
      }, delayMs);
    });
  }
}
