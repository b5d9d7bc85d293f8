import { AsyncLocalStorage } from "node:async_hooks";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Semaphore } from "../../src/primitives/semaphore.ts";
import { settled } from "./fake-clock.ts";
import { deferred, listeners, unhandledDuring } from "./watch.ts";

test("a release starts no task before it returns, however many it lets through", async () => {
  const semaphore = new Semaphore(2);
  const release = await semaphore.acquire({ permits: 2 });
  const started: string[] = [];
  const runs = ["a", "b"].map((name) => semaphore.run(() => started.push(name)));
  release();
  expect(started).toEqual([]);
  expect(semaphore.stats()).toMatchObject({ held: 2, waiting: 0 });
  await Promise.all(runs);
  expect(started).toEqual(["a", "b"]);
});

test("a task that has waited runs in the async context of the one who asked for it", async () => {
  const context = new AsyncLocalStorage<string>();
  const semaphore = new Semaphore(1);
  const release = await semaphore.acquire();
  const seen = ["a", "b", "c"].map((name) =>
    context.run(name, () =>
      semaphore.run(async () => {
        await settled();
        return context.getStore();
      }),
    ),
  );
  context.run("whoever releases", release);
  expect(await Promise.all(seen)).toEqual(["a", "b", "c"]);
});

test("a heavy task that ends lets several in, in order, and the rest follow", async () => {
  const semaphore = new Semaphore(3);
  const started: string[] = [];
  const gates = new Map(["heavy", "a", "b", "c", "d"].map((name) => [name, deferred()]));
  const task = (name: string) => async () => {
    started.push(name);
    await gates.get(name)?.promise;
  };
  const runs = [semaphore.run(task("heavy"), { permits: 3 })];
  for (const name of ["a", "b", "c", "d"]) runs.push(semaphore.run(task(name)));
  gates.get("heavy")?.resolve();
  await runs[0];
  expect(semaphore.stats()).toMatchObject({ held: 3, waiting: 1 });
  await settled();
  expect(started).toEqual(["heavy", "a", "b", "c"]);
  gates.get("b")?.resolve();
  await settled();
  expect(started).toEqual(["heavy", "a", "b", "c", "d"]);
  for (const gate of gates.values()) gate.resolve();
  await Promise.all(runs);
  expect(semaphore.stats()).toMatchObject({ held: 0, heldMax: 3, waitingMax: 4 });
});

test("one hears that a task is over after its permits have gone on", async () => {
  const semaphore = new Semaphore(1);
  const first = deferred();
  const runs = [
    semaphore.run(() => first.promise),
    semaphore.run(() => Promise.reject(new Error("second"))),
    semaphore.run(() => "third"),
  ];
  const second = expect(runs[1]).rejects.toThrow("second");
  expect(await unhandledDuring(async () => (first.resolve(), settled()))).toEqual([]);
  await second;
  expect(await runs[2]).toBe("third");
  expect(semaphore.stats().held).toBe(0);
});

test("runs and acquisitions by hand share the permits, for any interleaving", async () => {
  const request = fc.record({
    permits: fc.integer({ min: 1, max: 3 }),
    byHand: fc.boolean(),
    aborts: fc.boolean(),
    throws: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(request, { maxLength: 12 }), async (s, requests) => {
      const semaphore = new Semaphore(3);
      const controllers = requests.map(() => new AbortController());
      let active = 0;
      const hold = async (index: number, permits: number, throws: boolean): Promise<void> => {
        active += permits;
        const { held } = semaphore.stats();
        expect(active).toBeLessThanOrEqual(held);
        expect(held).toBeLessThanOrEqual(3);
        await s.schedule(Promise.resolve(), `work ${index}`);
        active -= permits;
        if (throws) throw new Error("task");
      };
      const ask = async (index: number): Promise<unknown> => {
        const { permits, byHand, throws } = requests[index] as (typeof requests)[number];
        const options = { permits, signal: controllers[index]?.signal };
        await s.schedule(Promise.resolve(), `ask ${index}`);
        if (!byHand) return semaphore.run(() => hold(index, permits, throws), options);
        const release = await semaphore.acquire(options);
        return hold(index, permits, throws).finally(release);
      };
      const abort = async (index: number): Promise<void> => {
        await s.schedule(Promise.resolve(), `abort ${index}`);
        controllers[index]?.abort(`abort ${index}`);
      };
      const all = requests.flatMap(({ aborts }, index) =>
        aborts ? [ask(index), abort(index)] : [ask(index)],
      );
      const ended = await s.waitFor(Promise.allSettled(all));
      for (const end of ended) {
        if (end.status === "rejected") expect(`${end.reason}`).toMatch(/^Error: task$|^abort \d+$/);
      }
      expect(semaphore.stats()).toMatchObject({ held: 0, waiting: 0 });
      expect(active).toBe(0);
      expect(controllers.map(({ signal }) => listeners(signal))).toEqual(requests.map(() => 0));
    }),
    { numRuns: 300 },
  );
});
