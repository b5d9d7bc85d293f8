import type { ReferenceId } from "../library.js";

/** What a cue is to the person who writes it: a term, an API's name, a symptom, an error text. */
export type CueKind = "term" | "api" | "symptom" | "error";

/**
 * The cues of one reference: kind, then weight, then cues separated by commas or line breaks.
 * Weight 6 all but settles the question, 4 is strong, 2 likely, 1 a hint.
 *
 * A cue is a phrase in any form of its words (`rate limit` finds "rateLimiter" only if listed,
 * but "rate-limits" and "rate_limited" as they are); `word*` is a beginning of a word; `@name` is
 * any word of a concept; `a + b` needs both in any order.
 */
export interface CueTable {
  reference: ReferenceId;
  cues: Partial<Record<CueKind, Partial<Record<1 | 2 | 3 | 4 | 6, string>>>>;
}
