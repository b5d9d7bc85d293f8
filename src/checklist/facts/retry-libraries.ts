import type { Confidence } from "../finding.js";
import type { Language } from "../ir/source-file.js";

/** What a library's retry does when an option is left out. */
export interface RetryDefault {
  language: Language;
  call: RegExp;
  /** One of these must be there. */
  options: readonly string[];
  /** Where TypeScript's options object stands. */
  at?: number;
  does: "for ever" | "at once" | "in step";
  fix: string;
  confidence: Confidence;
}

const TENACITY = /^tenacity\.(?:retry|Retrying|AsyncRetrying|BaseRetrying)$/;
const URLLIB3 = /(?:^|\.)urllib3\.(?:util\.)?(?:retry\.)?Retry$|^requests\.adapters\.Retry$/;

export const RETRY_DEFAULTS: readonly RetryDefault[] = [
  {
    language: "python",
    call: TENACITY,
    options: ["stop"],
    does: "for ever",
    fix: "pass `stop=stop_after_attempt(…)` or `stop=stop_after_delay(…)`",
    confidence: "high",
  },
  {
    language: "python",
    call: TENACITY,
    options: ["wait"],
    does: "at once",
    fix: "pass `wait=wait_random_exponential(max=…)`",
    confidence: "high",
  },
  {
    language: "python",
    call: /^backoff\.on_(?:exception|predicate)$/,
    options: ["max_tries", "max_time"],
    does: "for ever",
    fix: "pass `max_tries=…` or `max_time=…`",
    confidence: "high",
  },
  {
    language: "python",
    call: /^retrying\.retry$/,
    options: ["stop_max_attempt_number", "stop_max_delay", "stop"],
    does: "for ever",
    fix: "pass `stop_max_attempt_number=…`",
    confidence: "high",
  },
  {
    language: "python",
    call: URLLIB3,
    options: ["backoff_factor"],
    does: "at once",
    fix: "pass `backoff_factor=…` and, from urllib3 2 on, `backoff_jitter=…`",
    confidence: "medium",
  },
  {
    language: "typescript",
    call: /^axios-retry$/,
    options: ["retryDelay"],
    at: 1,
    does: "at once",
    fix: "pass `retryDelay: axiosRetry.exponentialDelay`",
    confidence: "high",
  },
  {
    language: "typescript",
    call: /^(?:p-retry|promise-retry(?:\.promiseRetry)?)$/,
    // Who waits in `onFailedAttempt` may wait as he likes.
    options: ["randomize", "onFailedAttempt"],
    at: 1,
    does: "in step",
    fix: "pass `randomize: true`",
    confidence: "medium",
  },
  {
    language: "typescript",
    call: /^exponential-backoff\.backOff$/,
    options: ["jitter"],
    at: 1,
    does: "in step",
    fix: 'pass `jitter: "full"`',
    confidence: "medium",
  },
];
