import type { Rule } from "./rule.js";
import { floatingTask } from "./rules/floating-task.js";
import { missingTimeout } from "./rules/missing-timeout.js";
import { unboundedFanOut } from "./rules/unbounded-fan-out.js";

/** Every rule of our own, one line each, in the order of the alphabet. */
export const RULES: readonly Rule[] = [floatingTask, missingTimeout, unboundedFanOut];
