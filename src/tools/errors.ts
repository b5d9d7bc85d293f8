/** Every code a tool's error can have: what it means, and whether the same call may work later. */
export const ERRORS = {
  "invalid-arguments": {
    meaning: "an argument is missing, unknown or malformed",
    retryable: false,
  },
  "out-of-range": { meaning: "a number is outside the range the message names", retryable: false },
  "conflicting-arguments": { meaning: "two arguments exclude one another", retryable: false },
  "unknown-reference": {
    meaning: "no reference has that id; the nearest are named",
    retryable: false,
  },
  "unknown-section": {
    meaning: "no section has that name; the nearest are named",
    retryable: false,
  },
  "bad-cursor": { meaning: "the cursor was not given out for this reference", retryable: false },
  "unknown-pattern": {
    meaning: "no pattern has that id or fits that need; all are named",
    retryable: false,
  },
  "no-such-combination": {
    meaning: "the pattern lacks that language, variant or setting; what there is is named",
    retryable: false,
  },
  "invalid-name": { meaning: "the name is no identifier or a reserved word", retryable: false },
  "file-exists": { meaning: "a file to write exists; nothing was written", retryable: false },
  "deadline-exceeded": { meaning: "the tool ran longer than it may", retryable: true },
  cancelled: { meaning: "the caller cancelled the call", retryable: true },
  internal: {
    meaning: "a fault of signalbox; its id stands in the server's log",
    retryable: false,
  },
} as const;

export type ErrorCode = keyof typeof ERRORS;
