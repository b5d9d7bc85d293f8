import { expect, test } from "vitest";
import { Background, BackgroundFull, UnknownHandle } from "../../src/dispatch/background.ts";
import type { BatchOutcome, Outcome } from "../../src/dispatch/outcome.ts";
import { FakeClock, settled } from "../primitives/fake-clock.ts";

function outcomeOf(id: string, result = id): Outcome<string> {
  const times = { attempts: 1, startedMs: 0, endedMs: 1, waitedMs: 0, ranMs: 1, waits: [] };
  return { id, server: undefined, tool: "t", effect: "read-only", status: "ok", result, ...times };
}

function batchOf(outcomes: Outcome<string>[]): BatchOutcome<string> {
  return { batch: "b", outcomes, tookMs: 1, speedUp: 1, criticalPath: [] };
}

/** A batch whose calls end when the test says so. */
class Batch {
  signal: AbortSignal | undefined;
  #onOutcome: ((outcome: Outcome<string>) => void) | undefined;
  readonly #outcomes: Outcome<string>[] = [];
  #end!: (outcome: BatchOutcome<string>) => void;
  #fail!: (error: unknown) => void;

  run = (signal: AbortSignal, onOutcome: (outcome: Outcome<string>) => void) => {
    this.signal = signal;
    this.#onOutcome = onOutcome;
    return new Promise<BatchOutcome<string>>((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
  };
  ends(id: string, result?: string): void {
    const outcome = outcomeOf(id, result);
    this.#outcomes.push(outcome);
    this.#onOutcome?.(outcome);
  }
  async finishes(): Promise<void> {
    const byId = this.#outcomes.sort((a, b) => (a.id < b.id ? -1 : 1));
    this.#end(batchOf(byId));
    await settled();
  }
  async fails(error: Error): Promise<void> {
    this.#fail(error);
    await settled();
  }
}

function openBackground(options: { handlesMax?: number; bytesMax?: number } = {}) {
  const clock = new FakeClock();
  let made = 0;
  const background = new Background<string>({
    clock,
    newHandle: () => `handle-${(made += 1)}`,
    handlesMax: 3,
    bytesMax: 100,
    sizeOf: ({ result = "" }) => result.length,
    ttlMs: 1_000,
    ...options,
  });
  return { clock, background };
}

test("outcomes are read as they come, and at the end in the order of the request", async () => {
  const { background } = openBackground();
  const batch = new Batch();
  const handle = background.start("ann", 2, batch.run);
  batch.ends("1");
  expect(await background.read(handle, "ann")).toEqual({
    total: 2,
    done: 1,
    ended: undefined,
    failure: undefined,
    outcomes: [outcomeOf("1")],
  });
  batch.ends("0");
  await batch.finishes();
  const { ended, outcomes } = await background.read(handle, "ann");
  expect(ended).toBeDefined();
  expect(outcomes.map(({ id }) => id)).toEqual(["0", "1"]);
  expect((await background.read(handle, "ann", { calls: ["1"] })).outcomes).toHaveLength(1);
});

test("a reader waits for the calls it names, for the end, or until its time is over", async () => {
  const { background, clock } = openBackground();
  const batch = new Batch();
  const handle = background.start("ann", 2, batch.run);
  const forOne = background.read(handle, "ann", { calls: ["1"], waitMs: 50 });
  const forAll = background.read(handle, "ann", { waitMs: 50 });
  batch.ends("1");
  expect((await forOne).outcomes).toHaveLength(1);
  await clock.advance(50);
  expect((await forAll).ended).toBeUndefined();
  const forEnd = background.read(handle, "ann", { waitMs: 50 });
  await batch.finishes();
  expect((await forEnd).ended).toBeDefined();
  expect(clock.timers).toBe(0);
});

test("a reader that gives up gets its own reason, and the batch goes on", async () => {
  const { background, clock } = openBackground();
  const batch = new Batch();
  const handle = background.start("ann", 1, batch.run);
  const controller = new AbortController();
  const read = background.read(handle, "ann", { waitMs: 50, signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(read).rejects.toThrow("enough");
  expect(batch.signal?.aborted).toBe(false);
  expect(clock.timers).toBe(0);
});

test("a handle is nobody else's, and unknown ones are told apart from nothing", async () => {
  const { background } = openBackground();
  const handle = background.start("ann", 1, new Batch().run);
  await expect(background.read(handle, "bob")).rejects.toThrow(UnknownHandle);
  await expect(background.read("handle-9", "ann")).rejects.toThrow(UnknownHandle);
  expect(() => background.cancel(handle, "bob", new Error("no"))).toThrow(UnknownHandle);
});

test("cancelling reaches the batch, and so does closing", async () => {
  const { background } = openBackground();
  const [first, second] = [new Batch(), new Batch()];
  const handle = background.start("ann", 1, first.run);
  background.start("ann", 1, second.run);
  background.cancel(handle, "ann", new Error("enough"));
  expect([first.signal?.aborted, second.signal?.aborted]).toEqual([true, false]);
  background.close(new Error("over"));
  expect(second.signal?.reason).toEqual(new Error("over"));
});

test("a batch that comes to nothing says why", async () => {
  const { background } = openBackground();
  const batch = new Batch();
  const handle = background.start("ann", 1, batch.run);
  await batch.fails(new Error("refused"));
  expect((await background.read(handle, "ann", { waitMs: 9 })).failure).toEqual(
    new Error("refused"),
  );
});

test("a finished batch is kept for its time and not a moment longer", async () => {
  const { background, clock } = openBackground();
  const batch = new Batch();
  const handle = background.start("ann", 1, batch.run);
  await clock.advance(5_000);
  await batch.finishes();
  await clock.advance(999);
  expect((await background.read(handle, "ann")).ended).toBeDefined();
  await clock.advance(1);
  await expect(background.read(handle, "ann")).rejects.toThrow(UnknownHandle);
  expect(background.stats()).toEqual({ handles: 0, running: 0, bytes: 0 });
});

test("the oldest finished batch makes room; running ones never do", async () => {
  const { background } = openBackground({ handlesMax: 2 });
  const [first, second] = [new Batch(), new Batch()];
  const early = background.start("ann", 1, first.run);
  const late = background.start("ann", 1, second.run);
  expect(() => background.start("ann", 1, new Batch().run)).toThrow(BackgroundFull);
  await second.finishes();
  await first.finishes();
  background.start("ann", 1, new Batch().run);
  await expect(background.read(late, "ann")).rejects.toThrow(UnknownHandle);
  expect((await background.read(early, "ann")).ended).toBeDefined();
});

test("answers beyond the bound push out the oldest finished batch, not the newest", async () => {
  const { background } = openBackground({ bytesMax: 10 });
  const [first, second] = [new Batch(), new Batch()];
  const early = background.start("ann", 1, first.run);
  const late = background.start("ann", 1, second.run);
  first.ends("0", "x".repeat(10));
  await first.finishes();
  expect(background.stats().bytes).toBe(10);
  second.ends("0", "x".repeat(11));
  await second.finishes();
  await expect(background.read(early, "ann")).rejects.toThrow(UnknownHandle);
  expect((await background.read(late, "ann")).ended).toBeDefined();
  expect(background.stats()).toEqual({ handles: 1, running: 0, bytes: 11 });
});
