import { Lines } from "./lines.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/** A JSON-RPC answer, as loosely as a test wants to look at it. */
export interface RpcAnswer {
  jsonrpc: string;
  id: unknown;
  // oxlint-disable-next-line typescript/no-explicit-any -- each test looks at another shape
  result?: any;
  error?: { code: number; message: string; data?: unknown };
}

/** A server on a pipe, spoken to in bytes, as no well-behaved client would. */
export class RawStdio implements AsyncDisposable {
  readonly server: ServerProcess;
  readonly #answers: Lines;
  #lastId = 100;

  constructor(...start: Parameters<typeof startServer>) {
    this.server = startServer(...start);
    this.#answers = new Lines(this.server.child.stdout);
  }

  /** Writes a line as it is. */
  send(line: string | Uint8Array): void {
    this.server.child.stdin.write(line);
    this.server.child.stdin.write("\n");
  }

  /** The next line of stdout, which must be JSON whatever was sent. */
  async answer(): Promise<RpcAnswer> {
    return JSON.parse(await this.#answers.next()) as RpcAnswer;
  }

  /** What stdout still brings until it ends. */
  async rest(): Promise<RpcAnswer[]> {
    return (await this.#answers.rest()).map((line) => JSON.parse(line) as RpcAnswer);
  }

  /** Sends a request under a fresh id; the next line must be its answer. */
  async request(method: string, params: unknown = {}): Promise<RpcAnswer> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    const answer = await this.answer();
    if (answer.id !== id) throw new Error(`not the answer to ${id}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Calls a tool with arguments given as JSON text, so that any text can be sent. */
  async callWithText(name: string, args: string): Promise<RpcAnswer> {
    const head = '{"jsonrpc":"2.0","id":99,"method":"tools/call","params":';
    this.send(`${head}{"name":${JSON.stringify(name)},"arguments":${args}}}`);
    return this.answer();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

export function initializeWith(protocolVersion: string): Record<string, unknown> {
  return { protocolVersion, capabilities: {}, clientInfo: { name: "raw", version: "1" } };
}
