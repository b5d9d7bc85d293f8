import type { Readable } from "node:stream";
import {
  type JSONRPCMessage,
  parseJSONRPCMessage,
  type RequestId,
  SdkError,
  SdkErrorCode,
  type Transport,
} from "@modelcontextprotocol/client";
import type { Clock } from "../primitives/clock.js";
import { ChildGroup } from "./child-group.js";
import { GatewayError } from "./errors.js";
import { answerWith, Flights } from "./flights.js";
import { LineSplitter, type LostLine } from "./line-splitter.js";
import type { GatewaySystem, SpawnRequest } from "./system.js";

const STDERR_LINE_BYTES_MAX = 4_096;

export interface StdioOptions {
  readonly process: SpawnRequest;
  /** The longest message that is read; one that is longer fails its call. */
  readonly messageBytesMax: number;
  readonly system: GatewaySystem;
  readonly clock: Clock;
  /** Takes a line of the server's log. */
  readonly onLog: (line: string) => void;
  /** Takes a line on stdout that is no message. */
  readonly onNoise: (line: string) => void;
}

/** MCP over the stdin and stdout of a child process that ends with all that it started. */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: NonNullable<Transport["onmessage"]>;
  readonly flights = new Flights();
  /** How the process ended; none while it runs. */
  ending: string | undefined;
  readonly #options: StdioOptions;
  #group: ChildGroup | undefined;

  constructor(options: StdioOptions) {
    this.#options = options;
  }

  /** By these two the SDK knows that this is no HTTP. */
  get pid(): number | undefined {
    return this.#group?.process.pid;
  }

  get stderr(): Readable | undefined {
    return this.#group?.process.stderr;
  }

  async start(): Promise<void> {
    const { process, system, clock, onLog, messageBytesMax } = this.#options;
    const group = new ChildGroup(process, { system, clock });
    this.#group = group;
    const { stdin, stdout, stderr } = group.process;
    const log = new LineSplitter(STDERR_LINE_BYTES_MAX, {
      line: onLog,
      lost: ({ head, bytes }) => onLog(`${head}… (${bytes} bytes)`),
    });
    const answers = new LineSplitter(messageBytesMax, {
      line: (line) => this.#read(line),
      lost: (line) => this.#lose(line),
    });
    stdout.on("data", (chunk: Buffer) => answers.push(chunk));
    stderr.on("data", (chunk: Buffer) => log.push(chunk));
    for (const stream of [stdin, stdout, stderr]) {
      stream.on("error", (error) => this.onerror?.(error));
    }
    // A process that takes or gives nothing more is of no use, even if it goes on.
    for (const stream of [stdin, stdout]) stream.once("close", () => void group.stop());
    void group.ended.then((how) => {
      this.ending = how;
      this.flights.endAll();
      this.onclose?.();
    });
    await group.started;
  }

  send(message: JSONRPCMessage): Promise<void> {
    const { stdin } = this.#group?.process ?? {};
    if (stdin === undefined || !stdin.writable || this.ending !== undefined) {
      return Promise.reject(new SdkError(SdkErrorCode.NotConnected, "the process has ended"));
    }
    const flight = this.flights.depart(message);
    if (flight !== undefined) flight.isSent = true;
    return new Promise((resolve, reject) => {
      // A message that could not be written whole has no line end, so nobody can have obeyed it.
      stdin.write(`${JSON.stringify(message)}\n`, (error) => {
        if (error === undefined || error === null) return resolve();
        if (flight !== undefined) this.flights.forget(flight);
        return reject(new SdkError(SdkErrorCode.NotConnected, "stdin is closed"));
      });
    });
  }

  async close(): Promise<void> {
    await this.#group?.stop();
  }

  #read(line: string): void {
    if (line.trim() === "") return;
    const json = parse(line);
    let message: JSONRPCMessage;
    try {
      message = parseJSONRPCMessage(json);
    } catch {
      this.#options.onNoise(line);
      const { id, method } = (json ?? {}) as { id?: unknown; method?: unknown };
      if (typeof id === "number" && method === undefined) {
        this.#answer(id, "the answer is no valid message");
      }
      return;
    }
    this.flights.arrive(message);
    this.onmessage?.(message);
  }

  /** Fails a call whose answer cannot be used. */
  #answer(id: RequestId, text: string): void {
    if (!this.flights.has(id)) return;
    const message = answerWith(id, new GatewayError("answer-unusable", text));
    this.flights.arrive(message);
    this.onmessage?.(message);
  }

  /** Fails the call whose answer was too long; if that cannot be told, the connection. */
  #lose(line: LostLine): void {
    const id = answeredBy(line);
    if (id === undefined || !this.flights.has(id)) {
      this.onerror?.(new Error(`a message of ${line.bytes} bytes was dropped`));
      if (id === undefined && !ASKS.test(line.head)) void this.close();
      return;
    }
    const { messageBytesMax } = this.#options;
    this.#answer(id, `the answer has ${line.bytes} bytes; answerBytesMax is ${messageBytesMax}`);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

const VERSION = String.raw`"jsonrpc"\s*:\s*"2\.0"`;
const ID = String.raw`"id"\s*:\s*(\d{1,15})`;
const ASKS = new RegExp(String.raw`^\s*\{\s*(?:${VERSION}\s*,\s*)?(?:${ID}\s*,\s*)?"method"\s*:`);
const ID_FIRST = new RegExp(String.raw`^\s*\{\s*(?:${VERSION}\s*,\s*)?${ID}\s*,`);
const ID_LAST = new RegExp(String.raw`,\s*${ID}\s*(?:,\s*${VERSION}\s*)?\}\s*$`);

/**
 * The id of a response of which only both ends are known. Only one of the outermost object is
 * found: it stands right at the beginning, or right before the last brace.
 */
function answeredBy({ head, tail }: LostLine): RequestId | undefined {
  if (ASKS.test(head)) return undefined;
  const [, id] = ID_FIRST.exec(head) ?? ID_LAST.exec(tail) ?? [];
  return id === undefined ? undefined : Number(id);
}
