// What can be said of a batch without asking anybody: ids, dependencies, references, times.

import { requireTimeout, type DispatchBounds } from "./bounds.js";
import type { BatchRequest, CallRequest } from "./call.js";
import { InvalidBatch } from "./invalid-batch.js";
import { referencesIn, type Reference } from "./references.js";
import { stableOrder } from "./stable-order.js";

/** A call whose request is sound. */
export interface AdmittedCall {
  /** Its place in the request. */
  readonly index: number;
  readonly id: string;
  readonly server: string | undefined;
  readonly tool: string;
  /** With the references still in. */
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly references: readonly Reference[];
  /** Places of the calls that must end `ok` first, each once. */
  readonly needs: readonly number[];
  readonly timeoutMs: number;
  readonly idempotencyKey: string | undefined;
  readonly isConsented: boolean;
}

/** A batch that may run. */
export interface AdmittedBatch {
  readonly calls: readonly AdmittedCall[];
  /** Places of the calls in the order whose outcome is kept. */
  readonly order: readonly number[];
  readonly queueTimeoutMs: number;
  readonly deadlineMs: number;
  readonly isFailFast: boolean;
}

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});
const NO_NEEDS: readonly number[] = [];

/** Throws `InvalidBatch` or `OutOfRange` unless every call of the batch can be run as asked. */
export function admit(request: BatchRequest, bounds: DispatchBounds): AdmittedBatch {
  const { calls, onError = "settle" } = request;
  const { queueTimeoutMs = bounds.queueTimeoutMs, deadlineMs = bounds.deadlineMs } = request;
  requireTimeout("queueTimeoutMs", queueTimeoutMs);
  requireTimeout("deadlineMs", deadlineMs);
  if (onError !== "settle" && onError !== "fail-fast") {
    throw new InvalidBatch("onError", '"settle" or "fail-fast"', onError);
  }
  const { callsMax } = bounds;
  if (!Array.isArray(calls) || calls.length < 1 || calls.length > callsMax) {
    const received = Array.isArray(calls) ? `${calls.length} calls` : typeof calls;
    throw new InvalidBatch("calls", `a list of 1 to ${callsMax} calls`, received);
  }
  const placeOf = placesOf(calls);
  const admitted = calls.map((call, index) => admitCall(call, index, placeOf, bounds));
  const order = stableOrder(admitted);
  const isFailFast = onError === "fail-fast";
  return { calls: admitted, order, queueTimeoutMs, deadlineMs, isFailFast };
}

/** The place of each id. A call without an id is called by its place. */
type Places = (id: string) => number | undefined;

function placesOf(calls: readonly CallRequest[]): Places {
  // Most batches name nobody: then a place is found without a table of all.
  if (calls.every(({ id }) => id === undefined)) {
    return (id) => (String(Number(id)) === id && Number(id) in calls ? Number(id) : undefined);
  }
  const places = new Map<string, number>();
  calls.forEach(({ id }, index) => {
    if (id !== undefined && (typeof id !== "string" || id === "")) {
      throw new InvalidBatch(`calls[${index}].id`, "a text that is not empty", id);
    }
    const name = id ?? String(index);
    const other = places.get(name);
    if (other !== undefined) {
      const allowed = `different from that of calls[${other}]`;
      throw new InvalidBatch(`calls[${index}].id`, allowed, name);
    }
    places.set(name, index);
  });
  return (id) => places.get(id);
}

function admitCall(
  call: CallRequest,
  index: number,
  placeOf: Places,
  bounds: DispatchBounds,
): AdmittedCall {
  const { id = String(index), server, tool, arguments: args = NOTHING } = call;
  const { timeoutMs = bounds.timeoutMs, idempotencyKey, isConsented = false } = call;
  if (typeof tool !== "string" || tool === "") {
    throw new InvalidBatch(`calls[${index}].tool`, "the name of a tool", tool);
  }
  if (timeoutMs !== bounds.timeoutMs) requireTimeout(`calls[${index}].timeoutMs`, timeoutMs);
  if (idempotencyKey === "") {
    throw new InvalidBatch(`calls[${index}].idempotencyKey`, "a text that is not empty", "");
  }
  const references = referencesIn(args, `calls[${index}].arguments`);
  const needs = needsOf(call, references, index, placeOf);
  return {
    index,
    id,
    server,
    tool,
    arguments: args,
    references,
    needs,
    timeoutMs,
    idempotencyKey,
    isConsented,
  };
}

function needsOf(
  { after }: CallRequest,
  references: readonly Reference[],
  index: number,
  placeOf: Places,
): readonly number[] {
  if ((after === undefined || after.length === 0) && references.length === 0) return NO_NEEDS;
  const needs = new Set<number>();
  const need = (id: string, field: string): void => {
    const place = placeOf(id);
    if (place === undefined) throw new InvalidBatch(field, "the id of a call of the batch", id);
    if (place === index) throw new InvalidBatch(field, "the id of another call", id);
    needs.add(place);
  };
  after?.forEach((id, at) => need(id, `calls[${index}].after[${at}]`));
  for (const { from, at } of references) {
    need(from, `calls[${index}].arguments.${at.join(".")}.$from`);
  }
  return [...needs];
}
