/**
 * How a call or a connection can fail, by what is known of its effect:
 *
 * - `not-sent`: the call provably never reached the tool, or was turned away before it ran.
 * - `connection-lost`: it was sent and no answer can come; it may have had its effect, or yet have.
 * - `tool-failed`: the tool, or its server, answered that it failed; `result` holds the answer.
 * - `answer-unusable`: it ran and answered, but with more than is allowed or with no valid result;
 *   what changes something may have done so, and what only reads has failed.
 * - `definition-changed`: not sent, because the server has redefined the tool since it was judged.
 */
export type GatewayErrorCode =
  | "not-sent"
  | "connection-lost"
  | "tool-failed"
  | "answer-unusable"
  | "definition-changed";

interface GatewayErrorOptions extends ErrorOptions {
  /** Of `not-sent`: how long to wait before the next attempt, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** Of `tool-failed`: what was answered. */
  result?: unknown;
  /** Of `connection-lost`: false if what ran the call is known to be dead. */
  mayStillRun?: boolean | undefined;
}

/** Names the server and what happened; holds no value of the configuration. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly code: GatewayErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly result: unknown;
  readonly mayStillRun: boolean;

  constructor(code: GatewayErrorCode, message: string, options: GatewayErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.result = options.result;
    this.mayStillRun = options.mayStillRun ?? code === "connection-lost";
  }
}

/** A configuration that cannot be used; its message names the field, never a secret. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code = "bad-configuration";
}
