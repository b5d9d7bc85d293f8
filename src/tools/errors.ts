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
  "bad-cursor": {
    meaning: "the cursor was not given out for this, or has been forgotten",
    retryable: false,
  },
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
  "unknown-handle": { meaning: "no batch is kept under that handle any more", retryable: false },
  "bad-configuration": {
    meaning: "a configuration file cannot be read; the field is named",
    retryable: false,
  },
  "outside-roots": {
    meaning: "a path lies outside the folders that may be read, or there are none",
    retryable: false,
  },
  overloaded: { meaning: "more is under way than may be; wait, then ask again", retryable: true },
  "deadline-exceeded": { meaning: "the tool ran longer than it may", retryable: true },
  cancelled: { meaning: "the caller cancelled the call", retryable: true },
  internal: {
    meaning: "a fault of signalbox; its id stands in the server's log",
    retryable: false,
  },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** A failure that a tool found itself, with its code. The message holds no path and no secret. */
export class ToolError extends Error {
  override readonly name = "ToolError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Codes of the rooms below that mean the same as one of ours; their messages are fit to show. */
const SAME: Readonly<Record<string, ErrorCode>> = {
  "invalid-batch": "invalid-arguments",
  "out-of-range": "out-of-range",
  "queue-full": "overloaded",
  "background-full": "overloaded",
  "unknown-handle": "unknown-handle",
  "outside-roots": "outside-roots",
  "no-such-path": "invalid-arguments",
  "bad-config": "bad-configuration",
  "bad-configuration": "bad-configuration",
};

/** Our code for an error that a tool or a room below it made on purpose; none for a fault. */
export function codeOf(error: unknown): ErrorCode | undefined {
  if (error instanceof ToolError) return error.code;
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  if (typeof error.code !== "string") return undefined;
  return Object.hasOwn(SAME, error.code) ? SAME[error.code] : undefined;
}
