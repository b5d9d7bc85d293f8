import type { Outcome } from "./outcome.js";

/** The part of an outcome that is not measured. */
export type EndOf = Pick<
  Outcome,
  "status" | "result" | "error" | "becauseOf" | "refusal" | "sameAs" | "recorded"
>;
