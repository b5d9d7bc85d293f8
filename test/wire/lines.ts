import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** The lines of a stream, each kept until it is asked for. Reading past the end rejects. */
export class Lines {
  readonly #iterator: AsyncIterator<string>;
  readonly seen: string[] = [];

  constructor(stream: Readable) {
    this.#iterator = createInterface({ input: stream })[Symbol.asyncIterator]();
  }

  async next(): Promise<string> {
    const { done, value } = await this.#iterator.next();
    if (done === true) throw new Error(`the stream ended after:\n${this.seen.join("\n")}`);
    this.seen.push(value);
    return value;
  }

  /** Reads on until a line matches, and answers that match. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(await this.next());
      if (match !== null) return match;
    }
  }

  /** Everything that is left until the stream ends. */
  async rest(): Promise<string[]> {
    const left: string[] = [];
    for (;;) {
      const { done, value } = await this.#iterator.next();
      if (done === true) return left;
      left.push(value);
    }
  }
}
