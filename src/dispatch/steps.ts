// The way of a call from its admission to its start: resources, then the calls it needs, then what
// the ledger knows of it, then a slot and a permit, then its intent. Each step looks again whether
// the call is still wanted, because between any two of them it may have been given up.

import type { Clock } from "../primitives/clock.js";
import { CircuitOpen } from "../primitives/circuit-breaker.js";
import type { Attempts } from "./attempts.js";
import { ENDED, QUEUED, WAITING, type CallRun } from "./call-run.js";
import type { Causes } from "./causes.js";
import type { LedgerRecord } from "./coordinator.js";
import type { EndOf } from "./end-of.js";
import type { Endings } from "./endings.js";
import { isSameCall, type Journal } from "./journal.js";
import type { Lanes } from "./lanes.js";
import { goOn } from "./nesting.js";
import { fillIn, lookUp } from "./references.js";
import { describeError } from "./report.js";
import type { SlotHandlers, Slots } from "./slots.js";

interface StepParts {
  readonly clock: Clock;
  readonly lanes: Lanes;
  readonly slots: Slots;
  readonly causes: Causes;
  readonly journal: Journal;
  readonly endings: Endings;
  readonly attempts: Attempts;
}

export class Steps implements SlotHandlers {
  readonly #parts: StepParts;
  /** Calls that have their resources since the last look at the slots. */
  #granted: CallRun[] = [];

  constructor(parts: StepParts) {
    this.#parts = parts;
  }

  /** The call has its place in the lines of its resources, or needs none. */
  entered(call: CallRun): void {
    const { ticket } = call;
    if (ticket === undefined || ticket.grant !== undefined) {
      call.isGranted = true;
      return this.advance(call);
    }
    if (ticket.whenGranted !== undefined) {
      return ticket.whenGranted(() => this.#haveResources(call));
    }
    ticket.granted.then(
      () => {
        this.#haveResources(call);
        this.#parts.slots.pump();
      },
      (error: unknown) => this.failed(call, error),
    );
  }

  /**
   * Lines up those whose resources have come free since the last time. Not in the step that frees
   * them: then whoever gives them back is half done.
   */
  lineUpGranted(): void {
    while (this.#granted.length > 0) {
      const granted = this.#granted;
      this.#granted = [];
      for (const call of granted) this.advance(call);
    }
  }

  /** Goes on as soon as the call has its resources and those it needs have ended. */
  advance(call: CallRun): void {
    if (!call.isGranted || call.pending > 0 || call.state !== WAITING) return;
    call.state = QUEUED;
    const { spec } = call;
    if (spec.references.length > 0 && !this.#fillIn(call)) return;
    if (spec.idempotencyKey === undefined) this.#lineUp(call);
    else this.#askLedger(call);
  }

  mayStart(call: CallRun): boolean {
    const opensInMs = call.lane?.server.circuit?.opensInMs ?? 0;
    if (opensInMs <= 0) return true;
    this.#refuse(call, opensInMs);
    return false;
  }

  start(call: CallRun, nowMs: number): void {
    if (call.rare.resume !== undefined) return goOn(call);
    const { attempts, journal } = this.#parts;
    const { circuit } = call.lane?.server ?? {};
    if (circuit !== undefined) {
      try {
        call.tellCircuit = circuit.enter();
      } catch (error) {
        return this.#refuse(call, error instanceof CircuitOpen ? error.retryAfterMs : 0);
      }
    }
    const begun = journal.begin(call);
    if (begun === undefined) return attempts.launch(call, nowMs);
    begun.then(
      () => this.#begun(call),
      (error: unknown) => this.#notBegun(call, error),
    );
  }

  failed(call: CallRun, error: unknown): void {
    this.#giveUp(call, { status: "failed", error: describeError(error) });
  }

  #haveResources(call: CallRun): void {
    if (call.state === ENDED) return;
    const { causes, clock } = this.#parts;
    call.isGranted = true;
    call.waited("resource", clock.now(), causes.of(call));
    this.#granted.push(call);
  }

  /** Puts results in the place of references; answers whether all were there. */
  #fillIn(call: CallRun): boolean {
    const { batch, spec } = call;
    const values: { at: readonly (string | number)[]; value: unknown }[] = [];
    for (const reference of spec.references) {
      const from = spec.needs.find((need) => batch.calls[need]?.spec.id === reference.from);
      const needed = from === undefined ? undefined : batch.calls[from];
      const found = lookUp(needed?.outcome?.result, reference);
      if (!("value" in found)) {
        const place = `arguments.${reference.at.join(".")}`;
        const missing = `has nothing at "${reference.pointer}"`;
        const message = `${place}: the result of ${reference.from} ${missing}`;
        const error = { code: "reference-missing", message };
        this.#parts.endings.end(call, { status: "failed", error });
        return false;
      }
      values.push({ at: reference.at, value: found.value });
    }
    const { id, server, tool } = spec;
    call.own().filledIn = { id, server, tool, arguments: fillIn(spec.arguments, values) };
    return true;
  }

  #askLedger(call: CallRun): void {
    try {
      const found = this.#parts.journal.recorded(call);
      if (!(found instanceof Promise)) return this.#answered(call, found);
      found.then(
        (record) => {
          this.#answered(call, record);
          this.#parts.slots.pump();
        },
        (error: unknown) => this.failed(call, error),
      );
    } catch (error) {
      this.failed(call, error);
    }
  }

  #answered(call: CallRun, record: LedgerRecord | undefined): void {
    if (call.state === ENDED) return;
    const known = record === undefined ? undefined : recordedEnd(record, call);
    if (known === undefined) this.#lineUp(call);
    else this.#parts.endings.end(call, known);
  }

  #lineUp(call: CallRun): void {
    call.lane ??= this.#parts.lanes.lane(call.spec.server, call.spec.tool);
    if (this.mayStart(call)) this.#parts.slots.request(call);
  }

  #begun(call: CallRun): void {
    this.#parts.journal.begun(call);
    if (call.state === ENDED) return;
    this.#parts.attempts.launch(call, this.#parts.clock.now());
    this.#parts.slots.pump();
  }

  #notBegun(call: CallRun, error: unknown): void {
    const { code, message } = describeError(error);
    const text = `not sent, because the ledger could not record it: ${message}`;
    this.#giveUp(call, { status: "failed", error: { code, message: text } });
  }

  #refuse(call: CallRun, retryAfterMs: number): void {
    const { server = "" } = call.spec;
    const message = `calls to ${server} have failed too often; it is left alone for a while`;
    const refusal = { policy: "circuit-open", message, retryAfterMs: Math.ceil(retryAfterMs) };
    this.#giveUp(call, { status: "refused", refusal });
  }

  /** No attempt is made any more. If an earlier one may have had its effect, that is the end. */
  #giveUp(call: CallRun, how: EndOf): void {
    const before = call.rare.mayHaveActed ? call.rare.lastFailure : undefined;
    this.#parts.endings.end(call, before ?? how);
  }
}

const RESULT_NOT_KEPT = {
  code: "result-not-kept",
  message: "an earlier request has ended so; its result was more than the ledger keeps",
};

/** The outcome that an earlier request with the same key had; none if it was provably not sent. */
function recordedEnd(record: LedgerRecord, call: CallRun): EndOf | undefined {
  const key = call.spec.idempotencyKey;
  if (!isSameCall(record, call)) {
    const message = `the idempotency key ${JSON.stringify(key)} was used for another call`;
    return { status: "refused", refusal: { policy: "idempotency-key-reused", message } };
  }
  const { ending } = record;
  if (record.state === "in-doubt" || ending === undefined || ending.status === "unknown") {
    const message = `${record.batch}/${record.call} began with this key and nobody knows its end`;
    return { status: "unknown", recorded: true, error: { code: "in-doubt", message } };
  }
  const { status, result } = ending;
  const error = ending.error ?? (ending.resultOmitted === true ? RESULT_NOT_KEPT : undefined);
  if (status !== "ok" && (status !== "failed" || error?.code === "not-sent")) return undefined;
  return { status, error, result, recorded: true };
}
