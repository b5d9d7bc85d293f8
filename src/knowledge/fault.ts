/** What can go wrong in this room. Each is the caller's to mend except `artefact-broken`. */
export const KNOWLEDGE_CODES = [
  /** No reference has this id; `nearest` has the closest ones. */
  "unknown-reference",
  /** The reference has no such section; `nearest` has the closest slugs. */
  "unknown-section",
  /** The cursor was not made by this build for this request's reference. */
  "bad-cursor",
  /** A number is outside the range that the message names. */
  "out-of-range",
  /** Arguments that exclude one another. */
  "conflicting-arguments",
  /** The compiled library or a page it is compiled from is damaged: a fault of the build. */
  "artefact-broken",
] as const;

export type KnowledgeCode = (typeof KNOWLEDGE_CODES)[number];

/** A coded refusal that names the field at fault. */
export class KnowledgeError extends Error {
  readonly code: KnowledgeCode;
  readonly field: string;
  /** Names close to the one that was asked for, best first; empty where that has no meaning. */
  readonly nearest: readonly string[];

  constructor(
    code: KnowledgeCode,
    field: string,
    message: string,
    nearest: readonly string[] = [],
  ) {
    super(message);
    this.name = "KnowledgeError";
    this.code = code;
    this.field = field;
    this.nearest = nearest;
  }
}
