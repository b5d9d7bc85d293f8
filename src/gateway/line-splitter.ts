/** Bytes at both ends of a line that are kept if the line itself is not. */
const ENDS_BYTES = 512;

const NEWLINE = 0x0a;

/** A line that was longer than allowed: all that is left of it. */
export interface LostLine {
  readonly bytes: number;
  readonly head: string;
  readonly tail: string;
}

/**
 * Cuts a stream of bytes into lines without ever holding more than one line of the allowed length.
 * Of a longer line only both ends are kept, and the stream goes on behind it: whoever wrote one
 * line too long still has others under way.
 */
export class LineSplitter {
  readonly #lineBytesMax: number;
  readonly #onLine: (line: string) => void;
  readonly #onLost: (line: LostLine) => void;
  #parts: Buffer[] = [];
  #bytes = 0;
  #lost: { head: Buffer; tail: Buffer } | undefined;

  constructor(
    lineBytesMax: number,
    on: { line: (line: string) => void; lost: (line: LostLine) => void },
  ) {
    this.#lineBytesMax = lineBytesMax;
    this.#onLine = on.line;
    this.#onLost = on.lost;
  }

  /** Bytes that wait for the end of their line. */
  get held(): number {
    return this.#parts.reduce((sum, part) => sum + part.length, 0);
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      this.#add(chunk.subarray(from, at));
      this.#end();
      from = at + 1;
    }
    this.#add(chunk.subarray(from));
  }

  #add(part: Buffer): void {
    if (part.length === 0) return;
    this.#bytes += part.length;
    if (this.#lost === undefined && this.#bytes <= this.#lineBytesMax) {
      this.#parts.push(part);
      return;
    }
    if (this.#lost === undefined) {
      const sofar = Buffer.concat([...this.#parts, part]);
      this.#lost = { head: Buffer.from(sofar.subarray(0, ENDS_BYTES)), tail: sofar };
      this.#parts = [];
    } else {
      this.#lost.tail = Buffer.concat([this.#lost.tail, part]);
    }
    // A copy, or the slice would keep the whole chunk alive.
    this.#lost.tail = Buffer.from(this.#lost.tail.subarray(-ENDS_BYTES));
  }

  #end(): void {
    const lost = this.#lost;
    const bytes = this.#bytes;
    const line = lost === undefined ? Buffer.concat(this.#parts).toString("utf8") : "";
    this.#parts = [];
    this.#bytes = 0;
    this.#lost = undefined;
    if (lost === undefined) this.#onLine(line.replace(/\r$/, ""));
    else this.#onLost({ bytes, head: lost.head.toString(), tail: lost.tail.toString() });
  }
}
