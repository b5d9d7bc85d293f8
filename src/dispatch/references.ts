// Arguments that refer to the result of another call: `{ "$from": "list", "pointer": "/0/path" }`.

import { InvalidBatch } from "./invalid-batch.js";

/** How deep arguments may be nested. */
export const ARGUMENT_DEPTH_MAX = 100;

/** One reference in the arguments of a call. */
export interface Reference {
  /** The id of the call whose result it takes from. */
  readonly from: string;
  /** The place in that result, as the segments of an RFC 6901 pointer. */
  readonly segments: readonly string[];
  readonly pointer: string;
  /** Where it stands in the arguments; the first segment is the argument's name. */
  readonly at: readonly (string | number)[];
}

const NONE: readonly Reference[] = [];

/** All references in `value`. Throws `InvalidBatch` if one is malformed; `field` is for that. */
export function referencesIn(value: unknown, field: string): readonly Reference[] {
  if (typeof value !== "object" || value === null) return NONE;
  const found: Reference[] = [];
  for (const name in value) {
    if (!Object.hasOwn(value, name)) continue;
    const item = (value as Record<string, unknown>)[name];
    if (typeof item === "object" && item !== null) collect(item, [name], field, found);
  }
  return found.length === 0 ? NONE : found;
}

function collect(
  value: object,
  at: readonly (string | number)[],
  field: string,
  found: Reference[],
): void {
  if (at.length > ARGUMENT_DEPTH_MAX) {
    throw new InvalidBatch(field, `nested at most ${ARGUMENT_DEPTH_MAX} deep`, at.length);
  }
  if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => {
      if (typeof item === "object" && item !== null) collect(item, [...at, index], field, found);
    });
    return;
  }
  if (!isPlain(value)) return;
  if (Object.hasOwn(value, "$from")) {
    found.push(readReference(value as Record<string, unknown>, at, field));
    return;
  }
  for (const [name, item] of Object.entries(value)) {
    if (typeof item === "object" && item !== null) {
      collect(item as object, [...at, name], field, found);
    }
  }
}

function readReference(
  value: Record<string, unknown>,
  at: readonly (string | number)[],
  field: string,
): Reference {
  const place = `${field}.${at.join(".")}`;
  const { $from: from, pointer = "", ...rest } = value;
  const extra = Object.keys(rest)[0];
  if (extra !== undefined) {
    throw new InvalidBatch(place, 'a reference of "$from" and "pointer" only', extra);
  }
  if (typeof from !== "string") throw new InvalidBatch(`${place}.$from`, "a call's id", from);
  if (typeof pointer !== "string" || !/^(?:\/(?:[^~/]|~[01])*)*$/.test(pointer)) {
    const allowed = 'a JSON Pointer (RFC 6901): "" or "/" and segments, "~0" for ~, "~1" for /';
    throw new InvalidBatch(`${place}.pointer`, allowed, pointer);
  }
  const segments = pointer.split("/").slice(1);
  return { from, pointer, at, segments: segments.map(unescaped) };
}

function unescaped(segment: string): string {
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The place in `result` that the reference names; an empty object if there is none. */
export function lookUp(result: unknown, { segments }: Reference): { value?: unknown } {
  let value = result;
  for (const segment of segments) {
    if (typeof value !== "object" || value === null) return {};
    if (Array.isArray(value) && !/^(?:0|[1-9]\d*)$/.test(segment)) return {};
    if (!Object.hasOwn(value, segment)) return {};
    value = (value as Record<string, unknown>)[segment];
  }
  return { value };
}

/** A copy of `args` in which every reference is replaced; what holds none is shared, not copied. */
export function fillIn(
  args: Readonly<Record<string, unknown>>,
  values: readonly { readonly at: readonly (string | number)[]; readonly value: unknown }[],
): Readonly<Record<string, unknown>> {
  const filled = { ...args };
  const copied = new Set<unknown>([filled]);
  for (const { at, value } of values) {
    let holder: Record<string | number, unknown> = filled;
    for (const segment of at.slice(0, -1)) {
      let next = holder[segment];
      if (!copied.has(next)) {
        next = Array.isArray(next) ? [...(next as unknown[])] : { ...(next as object) };
        copied.add(next);
        put(holder, segment, next);
      }
      holder = next as Record<string | number, unknown>;
    }
    put(holder, at.at(-1) as string | number, value);
  }
  return filled;
}

/** Sets an own property, whatever its name: `__proto__` must not reach the prototype. */
function put(holder: object, name: string | number, value: unknown): void {
  const how = { value, writable: true, enumerable: true, configurable: true };
  Object.defineProperty(holder, name, how);
}

export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
