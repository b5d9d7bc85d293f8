import type { Node } from "./ir/node.js";

export type Level = "fail" | "review";
export type Confidence = "high" | "medium" | "low";

/** What a rule saw: a place, what happens there at run time, and the repair in its own names. */
export interface Finding {
  /** Where the squiggle goes: its start is the place that is reported. */
  node: Node;
  message: string;
  fix: string;
  /** Instead of the rule's own, where this case is weaker or stronger. */
  confidence?: Confidence;
  level?: Level;
}
