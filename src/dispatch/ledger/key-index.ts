import type { LedgerRecord } from "../coordinator.js";
import type { EndLine, LedgerLine } from "./line.js";

/** How many calls with a key are remembered; the oldest go first. */
export const KEYED_MAX = 10_000;

/** How many bytes of results are remembered in all; the oldest go first. */
export const RESULT_BYTES_MAX = 16 * 2 ** 20;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Keyed {
  readonly record: Mutable<LedgerRecord>;
  resultBytes: number;
}

/** Whether the call was sent, as far as is known: then its key stands for it. */
function mayHaveActed({ ending }: LedgerRecord): boolean {
  if (ending === undefined || ending.status === "ok" || ending.status === "unknown") return true;
  return ending.status === "failed" && ending.error?.code !== "not-sent";
}

/** Calls with an idempotency key, found by it. */
export class KeyIndex {
  readonly #byCall = new Map<string, Keyed>();
  readonly #byKey = new Map<string, Set<Keyed>>();
  /** Those whose result is kept, the oldest first. */
  readonly #withResult = new Set<Keyed>();
  #resultBytes = 0;

  add(line: LedgerLine): void {
    if (line.type === "begin") this.#begin(line.intent, line.atMs);
    else if (line.type === "end") this.#end(line);
  }

  /** The latest call with this key, other than those that provably were not sent. */
  find(key: string): LedgerRecord | undefined {
    return this.#standing(key).at(-1)?.record;
  }

  /** Whether a call other than this one has the key. */
  isTaken(key: string, { batch, call }: { batch: string; call: string }): boolean {
    return this.#standing(key).some(({ record }) => record.batch !== batch || record.call !== call);
  }

  /** Forgets a call that was never sent. */
  remove(batch: string, call: string): void {
    const name = JSON.stringify([batch, call]);
    const keyed = this.#byCall.get(name);
    if (keyed === undefined) return;
    this.#byCall.delete(name);
    this.#dropResult(keyed);
    const key = keyed.record.idempotencyKey as string;
    const all = this.#byKey.get(key);
    all?.delete(keyed);
    if (all?.size === 0) this.#byKey.delete(key);
  }

  #standing(key: string): Keyed[] {
    const all = [...(this.#byKey.get(key) ?? [])];
    return all.filter(({ record }) => mayHaveActed(record));
  }

  #begin(intent: Omit<LedgerRecord, "state" | "atMs">, atMs: number): void {
    const key = intent.idempotencyKey;
    if (key === undefined) return;
    const name = JSON.stringify([intent.batch, intent.call]);
    const known = this.#byCall.get(name);
    if (known !== undefined && known.record.attempt >= intent.attempt) return;
    this.remove(intent.batch, intent.call);
    const keyed: Keyed = { record: { ...intent, state: "in-doubt", atMs }, resultBytes: 0 };
    this.#byCall.set(name, keyed);
    const all = this.#byKey.get(key);
    if (all === undefined) this.#byKey.set(key, new Set([keyed]));
    else all.add(keyed);
    const [oldest] = this.#byCall.values();
    if (this.#byCall.size > KEYED_MAX && oldest !== undefined) {
      this.remove(oldest.record.batch, oldest.record.call);
    }
  }

  #end({ intent, attempt, ending, atMs }: EndLine): void {
    // Files that were merged may be read in another order than they were written in.
    if (intent !== undefined) this.#begin(intent, atMs);
    const keyed = this.#byCall.get(JSON.stringify([ending.batch, ending.call]));
    if (keyed === undefined || keyed.record.attempt !== attempt) return;
    const { record } = keyed;
    if (record.ending !== undefined && record.ending.status !== "unknown") return;
    record.state = "ended";
    record.ending = ending;
    if (ending.result === undefined) return;
    keyed.resultBytes = JSON.stringify(ending.result).length;
    this.#resultBytes += keyed.resultBytes;
    this.#withResult.add(keyed);
    for (const oldest of this.#withResult) {
      if (this.#resultBytes <= RESULT_BYTES_MAX) return;
      this.#dropResult(oldest);
    }
  }

  #dropResult(keyed: Keyed): void {
    if (!this.#withResult.delete(keyed)) return;
    this.#resultBytes -= keyed.resultBytes;
    const { ending } = keyed.record;
    if (ending === undefined) return;
    keyed.record.ending = { ...ending, result: undefined, resultOmitted: true };
  }
}
