import {
  type Client,
  type Progress,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  type Tool,
} from "@modelcontextprotocol/client";
import { type Clock, sleep, TIMER_MS_MAX } from "../primitives/clock.js";
import { withTimeout } from "../primitives/with-timeout.js";
import { cleanLine, cleanText } from "./clean-text.js";
import { GatewayError } from "./errors.js";
import { Flight, type Flights } from "./flights.js";

const MESSAGE_CHARACTERS_MAX = 4_000;
const PROGRESS_CHARACTERS_MAX = 200;

/** How one call is made. */
export interface CallOptions {
  /** Aborted when nobody wants the answer any more; the server is told. */
  readonly signal: AbortSignal;
  /** How long the call may take, in milliseconds from when it is sent. */
  readonly timeoutMs: number;
  /**
   * How long an aborted or timed-out call is watched before its promise rejects, in milliseconds:
   * until the server answers after all, or the connection ends. 0 if left out: it rejects at once.
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
}

/**
 * Makes one call over an open connection. Rejects with `GatewayError`, or with the signal's reason
 * or `TimeoutError` if it was given up; then it may still be running over there.
 */
export async function callOver(
  { client, flights, clock }: Line,
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
    if (result.isError !== true) return result;
    throw new GatewayError("tool-failed", textOf(result), { result });
  } catch (error) {
    if (!given.aborted) throw callError(error);
    if (flight.isSent && !flight.isOver && lingerMs > 0) {
      await watch(flight, lingerMs, clock);
    }
    throw given.reason;
  } finally {
    flights.forget(flight);
  }
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

/** What a failed request says about the call. */
export function callError(error: unknown): unknown {
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
  if (error instanceof SdkError) {
    const [code, text] = SDK_ERRORS[error.code] ?? ["tool-failed", error.message];
    return new GatewayError(code, cleanText(text, MESSAGE_CHARACTERS_MAX), { cause: error });
  }
  return error;
}

const SDK_ERRORS: Partial<Record<string, [GatewayError["code"], string]>> = {
  [SdkErrorCode.NotConnected]: ["not-sent", "there is no connection"],
  [SdkErrorCode.ConnectionClosed]: ["connection-lost", "the connection ended before the answer"],
  [SdkErrorCode.InvalidResult]: ["answer-unusable", "the answer is no valid result"],
};
