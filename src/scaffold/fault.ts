export type ScaffoldCode =
  | "unknown-pattern"
  | "no-such-combination"
  | "invalid-name"
  | "out-of-range"
  | "file-exists";

/** A request that cannot be served; the message names the field and what exists instead. */
export class ScaffoldError extends Error {
  override readonly name = "ScaffoldError";
  readonly code: ScaffoldCode;

  constructor(code: ScaffoldCode, message: string) {
    super(message);
    this.code = code;
  }
}
