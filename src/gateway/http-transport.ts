import {
  isJSONRPCRequest,
  type JSONRPCMessage,
  type RequestId,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import type { Clock, Timer } from "../primitives/clock.js";
import { withTimeout } from "../primitives/with-timeout.js";
import { GatewayError } from "./errors.js";
import { answerWith, Flights } from "./flights.js";
import { guardedFetch } from "./guarded-fetch.js";
import type { GatewaySystem } from "./system.js";

/** How long the farewell of a session may take, in milliseconds. */
const FAREWELL_MS = 2_000;

export interface HttpOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly messageBytesMax: number;
  readonly system: GatewaySystem;
  readonly clock: Clock;
}

/** Streamable HTTP that tells of every request when no answer to it can come any more. */
export class HttpTransport extends StreamableHTTPClientTransport {
  readonly flights = new Flights();
  /** Called when the server has forgotten the session: nothing more can be asked over it. */
  onforgotten?: () => void;
  readonly #clock: Clock;
  readonly #timers: Set<Timer>;
  #closing: Promise<void> | undefined;

  constructor({ url, headers, messageBytesMax, system, clock }: HttpOptions) {
    const timers = new Set<Timer>();
    super(url, {
      requestInit: { headers },
      fetch: guardedFetch(system, messageBytesMax, {
        onCut: (id, error) => this.#answer(id, error),
        onForgotten: () => this.onforgotten?.(),
      }),
      // The SDK's own timers would outlive `close` if two streams reconnect.
      reconnectionScheduler: (reconnect, delayMs) => {
        const timer = clock.setTimer(() => {
          timers.delete(timer);
          reconnect();
        }, delayMs);
        timers.add(timer);
        return () => timer.cancel();
      },
    });
    this.#timers = timers;
    this.#clock = clock;
    // Protocol and probe keep what they find here and call it first.
    this.onmessage = (message) => this.flights.arrive(message);
  }

  override async send(
    message: JSONRPCMessage,
    options: Parameters<StreamableHTTPClientTransport["send"]>[1] = {},
  ): Promise<void> {
    const flight = this.flights.depart(message);
    if (flight === undefined || !isJSONRPCRequest(message)) return super.send(message, options);
    const { id } = message;
    const onRequestStreamEnd = (): void => {
      options.onRequestStreamEnd?.();
      this.#answer(id, new GatewayError("connection-lost", "the stream ended before the answer"));
    };
    flight.isSent = true;
    try {
      await super.send(message, { ...options, onRequestStreamEnd });
    } catch (error) {
      flight.end();
      this.flights.forget(flight);
      throw error;
    }
  }

  override close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    await this.#farewell();
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    this.flights.endAll();
    await super.close();
  }

  #answer(id: RequestId, error: GatewayError): void {
    if (this.flights.has(id)) this.onmessage?.(answerWith(id, error));
  }

  /** A session that nobody ends stays in the server's memory; one that hangs is left to it. */
  async #farewell(): Promise<void> {
    if (this.sessionId === undefined) return;
    const limits = { timeoutMs: FAREWELL_MS, clock: this.#clock };
    await withTimeout(() => this.terminateSession(), limits).catch(() => {});
  }
}
