const RECEIVED_MAX = 100;

/** A batch that cannot be run as asked. Thrown before anything of it has been done. */
export class InvalidBatch extends Error {
  override readonly name = "InvalidBatch";
  readonly code = "invalid-batch";
  /** Where in the request: `calls[2].after[0]`. */
  readonly field: string;
  /** What would have been right. */
  readonly allowed: string;
  readonly received: unknown;

  constructor(field: string, allowed: string, received: unknown) {
    super(`${field} must be ${allowed}; received ${shortened(received)}`);
    this.field = field;
    this.allowed = allowed;
    this.received = received;
  }
}

/** Thrown by a dispatcher that was closed, and the reason of what it cancels when it closes. */
export class DispatcherClosed extends Error {
  override readonly name = "DispatcherClosed";
  readonly code = "dispatcher-closed";

  constructor() {
    super("the dispatcher has been closed");
  }
}

function shortened(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length <= RECEIVED_MAX ? text : `${text.slice(0, RECEIVED_MAX)}…`;
}
