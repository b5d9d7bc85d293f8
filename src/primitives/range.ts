/** A number outside what a primitive can work with. Thrown before anything has been changed. */
export class OutOfRange extends RangeError {
  override readonly name = "OutOfRange";
  /** The same for every such error, for callers that compare codes. */
  readonly code = "out-of-range";
  /** Which argument or option it was. */
  readonly field: string;
  /** What was received. */
  readonly received: unknown;

  constructor(field: string, allowed: string, received: unknown) {
    super(`${field} must be ${allowed}; received ${String(received)}`);
    this.field = field;
    this.received = received;
  }
}

/** Throws {@link OutOfRange} unless `value` is a whole number from `min` to `max`. */
export function requireWhole(
  field: string,
  value: number,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  const top = max === Number.MAX_SAFE_INTEGER ? "" : ` to ${max}`;
  throw new OutOfRange(field, `a whole number from ${min}${top || " up"}`, value);
}

/** Throws {@link OutOfRange} unless `value` is a number above `above`, and finite. */
export function requireAbove(field: string, value: number, above: number): void {
  if (Number.isFinite(value) && value > above) return;
  throw new OutOfRange(field, `a finite number above ${above}`, value);
}

/** Throws {@link OutOfRange} unless `value` is a number from `min` to `max`, both included. */
export function requireBetween(field: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return;
  throw new OutOfRange(field, `a number from ${min} to ${max}`, value);
}
