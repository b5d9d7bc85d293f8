import {
  type Client,
  isCallToolResult,
  isJSONRPCErrorResponse,
  type JSONRPCMessage,
  type Progress,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  type Tool,
} from "@modelcontextprotocol/client";
import { type Clock, sleep, TIMER_MS_MAX } from "../primitives/clock.js";
import { withTimeout } from "../primitives/with-timeout.js";
import { GRACE_MS } from "./child-group.js";
import { cleanLine, cleanText } from "./clean-text.js";
import { GatewayError } from "./errors.js";
import { isDeeper } from "./nesting.js";
import { Flight, type Flights } from "./flights.js";

const MESSAGE_CHARACTERS_MAX = 4_000;
const PROGRESS_CHARACTERS_MAX = 200;
const NESTING_MAX = 256;
const UNUSABLE = "the answer is no valid result";
const TOO_DEEP = `the answer is nested more than ${NESTING_MAX} deep`;

/** How one call is made. */
export interface CallOptions {
  /** Aborted when nobody wants the answer any more; the server is told. */
  readonly signal: AbortSignal;
  /** How long the call may take, in milliseconds from when it is sent. */
  readonly timeoutMs: number;
  /**
   * How long a call that was given up is watched, in milliseconds: if the server answers after all,
   * the promise settles by that; it rejects when the time is over or the connection ends. 0 if left
   * out: it rejects at once.
   */
  readonly lingerMs?: number | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** What a tool answered. */
export type CallResult = Awaited<ReturnType<Client["callTool"]>>;

interface Line {
  readonly client: Client;
  readonly flights: Flights;
  readonly clock: Clock;
  /** What runs the calls ends with the connection: it is a process of ours. */
  readonly endsWithConnection: boolean;
}

/**
 * Makes one call over an open connection. Rejects with `GatewayError`, or with the signal's reason
 * or `TimeoutError` if it was given up; then it may still be running over there.
 */
export async function callOver(
  { client, flights, clock, endsWithConnection }: Line,
  tool: Tool,
  args: Readonly<Record<string, unknown>>,
  options: CallOptions,
): Promise<CallResult> {
  const { signal, timeoutMs, onProgress, lingerMs = 0 } = options;
  signal.throwIfAborted();
  const flight = new Flight();
  const params = flight.on({ name: tool.name, arguments: { ...args } });
  // Without its output schema: what a server answers is the caller's to judge, and an answer that
  // does not fit must not look like a call that did not happen.
  const { outputSchema: _, ...toolDefinition } = tool;
  let given: AbortSignal = signal;
  try {
    const result = await withTimeout(
      (own) => {
        given = own;
        return client.callTool(params, {
          signal: own,
          timeout: TIMER_MS_MAX,
          toolDefinition,
          ...(onProgress && { onprogress: (progress) => onProgress(cleaned(progress)) }),
        });
      },
      { timeoutMs, signal, clock },
    );
    return successOf(result);
  } catch (error) {
    if (!given.aborted) throw callError(error, endsWithConnection);
    if (flight.isSent && lingerMs > 0) {
      if (!flight.isOver) await watch(flight, lingerMs, clock);
      if (flight.answer !== undefined) return lateResult(flight.answer);
    }
    throw given.reason;
  } finally {
    flights.forget(flight);
  }
}

function successOf(result: CallResult): CallResult {
  if (isDeeper(result, NESTING_MAX)) throw new GatewayError("answer-unusable", TOO_DEEP);
  if (result.isError !== true) return result;
  throw new GatewayError("tool-failed", textOf(result), { result });
}

/** What came after the SDK had stopped listening. */
function lateResult(message: JSONRPCMessage): CallResult {
  if (isJSONRPCErrorResponse(message)) {
    const { code, message: text, data } = message.error;
    throw callError(ProtocolError.fromError(code, text, data), true);
  }
  const { result } = message as { result?: unknown };
  if (isCallToolResult(result)) return successOf(result);
  throw new GatewayError("answer-unusable", UNUSABLE);
}

async function watch(flight: Flight, lingerMs: number, clock: Clock): Promise<void> {
  const enough = new AbortController();
  await Promise.race([
    flight.over,
    sleep(lingerMs, { clock, signal: enough.signal }).catch(() => {}),
  ]);
  enough.abort();
}

/** The first text of a failed result, which is where tools say what went wrong. */
function textOf({ content }: CallResult): string {
  const text = content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
  return text === "" ? "the tool reports an error" : cleanText(text, MESSAGE_CHARACTERS_MAX);
}

function cleaned({ progress, total, message }: Progress): Progress {
  return {
    progress,
    ...(total !== undefined && { total }),
    ...(message !== undefined && { message: cleanLine(message, PROGRESS_CHARACTERS_MAX) }),
  };
}

const UNREADABLE = new Set([SdkErrorCode.InvalidResult, SdkErrorCode.ClientHttpUnexpectedContent]);

/** What a failed request says about the call. */
function callError(error: unknown, endsWithConnection: boolean): GatewayError {
  if (error instanceof GatewayError) return error;
  if (error instanceof ProtocolError) {
    // An answer of our own, given in the server's place.
    if (error.data instanceof GatewayError) return error.data;
    const text = `error ${error.code}: ${cleanText(error.message, MESSAGE_CHARACTERS_MAX)}`;
    return new GatewayError("tool-failed", text, { cause: error });
  }
  if (error instanceof SdkHttpError) {
    const text = `the server answered ${error.status}`;
    return new GatewayError("tool-failed", text, { cause: error });
  }
  // The answer could not even be read; but there was one.
  if (!(error instanceof SdkError) || UNREADABLE.has(error.code)) {
    return new GatewayError("answer-unusable", UNUSABLE, { cause: error });
  }
  if (error.code === SdkErrorCode.NotConnected) {
    // The process is about to end; the next one is started when it has.
    const options = { cause: error, retryAfterMs: GRACE_MS };
    return new GatewayError("not-sent", "there is no connection", options);
  }
  if (error.code === SdkErrorCode.ConnectionClosed) {
    const options = { cause: error, mayStillRun: !endsWithConnection };
    return new GatewayError("connection-lost", "the connection ended before the answer", options);
  }
  const text = cleanText(error.message, MESSAGE_CHARACTERS_MAX);
  return new GatewayError("tool-failed", text, { cause: error });
}
