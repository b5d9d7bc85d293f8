import type { Outcome } from "./outcome.js";

/** The part of an outcome that is not measured. */
export interface EndOf extends Pick<
  Outcome,
  "status" | "result" | "error" | "becauseOf" | "refusal" | "sameAs" | "recorded"
> {
  /** It has answered, or its connection is gone, and what was sent may still be at work. */
  readonly mayStillRun?: boolean | undefined;
}
