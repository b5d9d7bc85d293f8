export type ChecklistErrorCode = "outside-roots" | "no-such-path" | "git-failed" | "bad-config";

/** A request that cannot be carried out; the message names what was asked for. */
export class ChecklistError extends Error {
  override readonly name = "ChecklistError";
  readonly code: ChecklistErrorCode;

  constructor(code: ChecklistErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
