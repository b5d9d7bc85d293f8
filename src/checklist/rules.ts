import type { Rule } from "./rule.js";
import * as rules from "./rules/index.js";

/** Every rule of our own, in the order of the alphabet. */
export const RULES: readonly Rule[] = Object.values<Rule>(rules).toSorted((one, two) =>
  one.name < two.name ? -1 : 1,
);
