import {
  isJSONRPCErrorResponse,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type RequestId,
} from "@modelcontextprotocol/client";
import type { GatewayError } from "./errors.js";

// The SDK tells nobody which message carries a call, so the call travels with its parameters under
// a symbol, which no serialisation sees.
const FLIGHT = Symbol("flight");

/** A request from when it is handed to the transport until its answer came or can come no more. */
export class Flight {
  /** The transport has taken it: from now on it may have its effect. */
  isSent = false;
  isOver = false;
  /** What was answered, in time or late. */
  answer: JSONRPCMessage | undefined;
  /** Resolves when it was answered, in time or late, or when the connection is gone. */
  readonly over: Promise<void>;
  #end = (): void => {};

  constructor() {
    this.over = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** The parameters with the flight in them. */
  on<Params extends object>(params: Params): Params {
    return { ...params, [FLIGHT]: this };
  }

  end(answer?: JSONRPCMessage): void {
    this.isOver = true;
    this.answer = answer;
    this.#end();
  }
}

/** The requests of one connection that have no answer yet. */
export class Flights {
  readonly #byId = new Map<RequestId, Flight>();

  get size(): number {
    return this.#byId.size;
  }

  /** Takes note of an outgoing request; answers its flight. */
  depart(message: JSONRPCMessage): Flight | undefined {
    if (!isJSONRPCRequest(message)) return undefined;
    const { [FLIGHT]: named } = (message.params ?? {}) as { [FLIGHT]?: Flight };
    const flight = named ?? new Flight();
    this.#byId.set(message.id, flight);
    return flight;
  }

  /** Takes note of an incoming message. */
  arrive(message: JSONRPCMessage): void {
    if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) {
      const { id } = message;
      if (id === undefined) return;
      this.#byId.get(id)?.end(message);
      this.#byId.delete(id);
    }
  }

  has(id: RequestId): boolean {
    return this.#byId.has(id);
  }

  /** Nobody waits for its answer any more. */
  forget(flight: Flight): void {
    for (const [id, other] of this.#byId) if (other === flight) this.#byId.delete(id);
  }

  /** No answer will come any more. */
  endAll(): void {
    for (const flight of this.#byId.values()) flight.end();
    this.#byId.clear();
  }
}

/** An answer that we give in the server's place, because its own cannot be had. */
export function answerWith(id: RequestId, error: GatewayError): JSONRPCMessage {
  const { message } = error;
  return { jsonrpc: "2.0", id, error: { code: -32_000, message, data: error } };
}
