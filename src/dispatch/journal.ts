// What the ledger is told: an intent before a call that may change something is sent, its end
// afterwards. Calls that only read leave no trace in it.

import { ENDED, type CallRun } from "./call-run.js";
import { argumentsHash } from "./canonical-json.js";
import type { Ending, Ledger, LedgerRecord } from "./coordinator.js";
import type { Outcome, OutcomeStatus } from "./outcome.js";

/** Arguments that JSON cannot hold: they can be neither recorded nor compared. */
class NotJson extends Error {
  override readonly name = "NotJson";
  readonly code = "arguments-not-json";
}

export class Journal {
  readonly #ledger: Ledger | undefined;
  #open = new Set<Promise<void>>();

  constructor(ledger: Ledger | undefined) {
    this.#ledger = ledger;
  }

  /** What was recorded under the call's idempotency key; nothing if it has none. */
  recorded(call: CallRun): LedgerRecord | undefined | Promise<LedgerRecord | undefined> {
    const { idempotencyKey } = call.spec;
    if (idempotencyKey === undefined || call.isReadOnly) return undefined;
    return this.#ledger?.recorded(idempotencyKey);
  }

  /** Records which of the calls that stand may change something. Their places in line are taken. */
  admitted(batch: string, calls: readonly CallRun[]): void {
    if (this.#ledger?.admitted === undefined) return;
    const recorded = calls.filter(({ isReadOnly, state }) => !isReadOnly && state !== ENDED);
    if (recorded.length === 0) return;
    const named = recorded.map(({ spec: { id, server, tool } }) => ({ call: id, server, tool }));
    this.#ledger.admitted(batch, named);
  }

  /** Records that the call is about to be sent; nothing to wait for if it needs no record. */
  begin(call: CallRun): Promise<void> | undefined {
    if (this.#ledger === undefined || call.isReadOnly) return undefined;
    const hash = argumentsHash(call.ready.arguments);
    if (hash === undefined) {
      return Promise.reject(new NotJson("arguments of a call that is recorded must be plain JSON"));
    }
    const { id, server, tool, idempotencyKey } = call.spec;
    const { effect = "unknown", idempotent = false } = call.profile ?? {};
    // Not before it is written: an end must not overtake its beginning.
    const { hasIntent: hadIntent } = call.rare;
    if (hadIntent) call.own().hasIntent = false;
    const intent = this.#ledger.begin({
      batch: call.batch.id,
      call: id,
      server,
      tool,
      effect,
      idempotent,
      argumentsHash: hash,
      idempotencyKey,
      token: call.ticket?.grant?.token ?? 0,
      attempt: call.attempts + 1,
    });
    if (!hadIntent) return intent;
    return intent.catch((error: unknown) => {
      // What is on record is the attempt before; it must not say less than the outcome.
      call.own().hasIntent = true;
      if (call.outcome !== undefined) this.end(call, call.outcome.status, call.outcome);
      throw error;
    });
  }

  /** The intent is written. A call that was given up meanwhile is recorded as never sent. */
  begun(call: CallRun): void {
    call.own().hasIntent = true;
    if (call.outcome !== undefined) this.end(call, call.outcome.status, call.outcome);
  }

  /** Records how it ended. Does nothing if it was never recorded that it began. */
  end(call: CallRun, status: OutcomeStatus, { error, result }: Pick<Outcome, "error" | "result">) {
    if (this.#ledger === undefined || !call.rare.hasIntent) return;
    const kept = call.spec.idempotencyKey === undefined ? undefined : result;
    const ending: Ending = {
      batch: call.batch.id,
      call: call.spec.id,
      status,
      error,
      ...(kept === undefined ? {} : { result: kept }),
    };
    // An end that cannot be written leaves the call in doubt, which is what the ledger then says.
    const written = this.#ledger.end(ending).then(noop, noop);
    this.#open.add(written);
    void written.then(() => this.#open.delete(written));
  }

  /** Ends that are not written yet. */
  get unwritten(): number {
    return this.#open.size;
  }

  /** Resolves when every end that was given is written. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
  }
}

function noop(): void {}

/** Whether a record is of the very call that asks: same tool, same arguments. */
export function isSameCall(record: LedgerRecord, call: CallRun): boolean {
  const { server, tool } = call.spec;
  if (record.server !== server || record.tool !== tool) return false;
  return record.argumentsHash === argumentsHash(call.ready.arguments);
}
