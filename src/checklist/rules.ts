import type { Rule } from "./rule.js";
import { awaitInCleanup } from "./rules/await-in-cleanup.js";
import { floatingTask } from "./rules/floating-task.js";
import { missingTimeout } from "./rules/missing-timeout.js";
import { signalNotPassed } from "./rules/signal-not-passed.js";
import { swallowedCancellation } from "./rules/swallowed-cancellation.js";
import { unboundedFanOut } from "./rules/unbounded-fan-out.js";
import { yieldInContext } from "./rules/yield-in-context.js";

/** Every rule of our own, one line each, in the order of the alphabet. */
export const RULES: readonly Rule[] = [
  awaitInCleanup,
  floatingTask,
  missingTimeout,
  signalNotPassed,
  swallowedCancellation,
  unboundedFanOut,
  yieldInContext,
];
