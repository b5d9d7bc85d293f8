// Streaming with backpressure: items are read ahead a little, worked on at the same time, and
// written in order, no faster than the sink takes them.
//
// Invariants the test proves:
// - at most `limit` items are ahead of the consumer; one that stalls stalls the source
// - results come in the order of the source, however long each takes
// - an error of the source or of the work arrives in its place, after the results before it
// - who stops early cancels what runs, waits for it, and closes the source
// - a full sink holds the source; an abort destroys the sink and rejects with its reason
//
// Pitfalls:
// - `write()` never waits: ignoring its `false` keeps everything in memory.
// - `highWaterMark` is a threshold, not a cap; for bytes it is 64 KiB since Node 22, 16 KiB before.
// - `a.pipe(b)` does not destroy the source when the sink fails; `pipeline` does.
// - `postMessage` and `EventEmitter` have no backpressure; count what is under way yourself.
// - A result waits for those before it; when order does not matter use fan-out-fan-in.
import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import { FakeTasks, settled } from "./fake-tasks.js";
import { mapAhead, streamInto } from "./streaming-backpressure.js";

/** The numbers from 1 to `count`, and how far they were read. */
class Numbers implements AsyncIterable<number> {
  pulled = 0;
  closed = false;
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<number> {
    try {
      while (this.pulled < this.#count) yield (this.pulled += 1);
    } finally {
      this.closed = true;
    }
  }
}

test("at most `limit` items are ahead of a consumer that stalls", async () => {
  const source = new Numbers(100);
  const results = mapAhead(source, (n) => n * 2, { limit: 3 });
  assert.equal((await results.next()).value, 2);
  for (let turns = 0; turns < 10; turns += 1) await settled();
  assert.equal(source.pulled, 4);
  assert.equal((await results.next()).value, 4);
  for (let turns = 0; turns < 10; turns += 1) await settled();
  assert.equal(source.pulled, 5);
  await results.return();
  assert.equal(source.closed, true);
});

test("results are in the order of the source", async () => {
  const work = async (n: number): Promise<number> => {
    for (let turns = (n * 7) % 5; turns > 0; turns -= 1) await settled();
    return n;
  };
  const seen: number[] = [];
  for await (const n of mapAhead(new Numbers(40), work, { limit: 5 })) seen.push(n);
  assert.deepEqual(
    seen,
    Array.from({ length: 40 }, (_, n) => n + 1),
  );
});

test("an error of the work comes after the results before it", async () => {
  const source = new Numbers(100);
  const seen: number[] = [];
  const reading = async (): Promise<void> => {
    const work = (n: number): number => {
      if (n === 3) throw new Error("three");
      return n;
    };
    for await (const n of mapAhead(source, work, { limit: 2 })) seen.push(n);
  };
  await assert.rejects(reading(), /three/);
  assert.deepEqual(seen, [1, 2]);
  assert.equal(source.closed, true);
});

test("an error of the source comes after the results before it", async () => {
  async function* broken(): AsyncGenerator<number> {
    yield 1;
    throw new Error("source");
  }
  const results = mapAhead(broken(), (n) => n, { limit: 5 });
  assert.equal((await results.next()).value, 1);
  await assert.rejects(results.next(), /source/);
});

test("who stops early cancels what runs, waits for it and closes the source", async () => {
  const source = new Numbers(100);
  const tasks = new FakeTasks();
  const results = mapAhead(source, (n, signal) => tasks.run(String(n), signal), { limit: 3 });
  const first = results.next();
  await settled();
  tasks.finish("1");
  await first;
  await settled();
  assert.equal(tasks.live, 3);
  await results.return();
  assert.deepEqual({ live: tasks.live, closed: source.closed }, { live: 0, closed: true });
});

test("a source that hangs does not keep an abort waiting", async () => {
  const controller = new AbortController();
  const hanging: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
  };
  const results = mapAhead(hanging, (n) => n, { limit: 2, signal: controller.signal });
  const first = results.next();
  await settled();
  const reason = new Error("caller left");
  controller.abort(reason);
  await assert.rejects(first, (error) => error === reason);
});

test("a full sink holds the source, and all arrives in order", async () => {
  const source = new Numbers(20);
  const written: string[] = [];
  const waiting: (() => void)[] = [];
  const sink = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      waiting.push(done);
    },
  });
  const streaming = streamInto(source, (n) => `${n},`, sink, { limit: 2 });
  for (let turns = 0; turns < 20; turns += 1) await settled();
  assert.deepEqual(written, ["1,"]);
  assert.ok(source.pulled <= 5, `${source.pulled} were read while the sink was full`);
  while (written.length < 20 || waiting.length > 0) {
    waiting.shift()?.();
    await settled();
  }
  await streaming;
  assert.equal(written.join(""), Array.from({ length: 20 }, (_, n) => `${n + 1},`).join(""));
});

test("an abort destroys the sink, closes the source and rejects with its reason", async () => {
  const controller = new AbortController();
  const source = new Numbers(20);
  const sink = new Writable({ highWaterMark: 1, write() {} });
  const streaming = streamInto(source, String, sink, { limit: 2, signal: controller.signal });
  await settled();
  const reason = new Error("caller left");
  controller.abort(reason);
  await assert.rejects(streaming, (error) => error === reason);
  await settled();
  assert.deepEqual({ sink: sink.destroyed, source: source.closed }, { sink: true, source: true });
});
