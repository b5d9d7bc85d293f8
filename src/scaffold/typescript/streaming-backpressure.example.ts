/** Looks records up, four at a time, and writes the lines as fast as the sink takes them. */
import { Writable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { streamInto } from "./streaming-backpressure.js";

const limit = 4; // knob: limit

export async function scaffolded(
  records: AsyncIterable<number>,
  sink: Writable,
  signal?: AbortSignal,
): Promise<void> {
  await streamInto(records, toLine, sink, { limit, signal });
}

/** Stands for a request. */
async function toLine(record: number, signal: AbortSignal): Promise<string> {
  await turn(undefined, { signal });
  return `record ${record}\n`;
}

async function* records(): AsyncGenerator<number> {
  for (let n = 1; n <= 1_000; n += 1) yield n;
}

let bytes = 0;
const slowFile = new Writable({
  write(chunk: Buffer, _encoding, done) {
    bytes += chunk.length;
    setImmediate(done);
  },
});
await scaffolded(records(), slowFile);
process.stdout.write(`${bytes} bytes written\n`);
