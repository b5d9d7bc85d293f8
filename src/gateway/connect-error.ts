import { SdkError, SdkErrorCode, SdkHttpError } from "@modelcontextprotocol/client";
import { TimeoutError } from "../primitives/with-timeout.js";
import { cleanLine } from "./clean-text.js";
import { GatewayError } from "./errors.js";

const CHARACTERS_MAX = 500;

/** Why no connection came about, in a sentence without anything of the configuration. */
export function connectError(
  error: unknown,
  { timeoutMs, ending }: { timeoutMs: number; ending: string | undefined },
): GatewayError {
  const known = inner(error);
  return (
    known ?? new GatewayError("not-sent", reasonOf(error, timeoutMs, ending), { cause: error })
  );
}

/** Our own error, wherever the SDK has put it. */
function inner(error: unknown, depth = 0): GatewayError | undefined {
  if (error instanceof GatewayError) {
    const { message, retryAfterMs } = error;
    return error.code === "not-sent"
      ? error
      : new GatewayError("not-sent", message, { retryAfterMs });
  }
  if (!(error instanceof Error) || depth > 3) return undefined;
  return inner(error.cause, depth + 1) ?? inner((error as { data?: unknown }).data, depth + 1);
}

function reasonOf(error: unknown, timeoutMs: number, ending: string | undefined): string {
  if (error instanceof TimeoutError) {
    return `no answer within ${timeoutMs} ms, which is connectTimeoutMs`;
  }
  if (error instanceof SdkHttpError) {
    const { status } = error;
    const hint = status === 401 || status === 403 ? "; are the headers right?" : "";
    return `the server answered ${status}${hint}`;
  }
  const ended: unknown[] = [SdkErrorCode.ConnectionClosed, SdkErrorCode.NotConnected];
  if (error instanceof SdkError && ended.includes(error.code)) {
    return `the process ended before it answered: ${ending}`;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "the command or its working directory was not found (ENOENT)";
  if (code === "EACCES") return "the command may not be run (EACCES)";
  return cleanLine(message, CHARACTERS_MAX);
}
