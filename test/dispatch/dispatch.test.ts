import { expect, test } from "vitest";
import { createDispatcher } from "../../src/dispatch/create-dispatcher.ts";
import { FakeClock, settled } from "../primitives/fake-clock.ts";

const wait = (clock: FakeClock, ms: number) => new Promise<void>((r) => clock.setTimer(r, ms));

test("calls that do not conflict overlap, those that do keep their order", async () => {
  const clock = new FakeClock();
  const log: string[] = [];
  const dispatcher = createDispatcher({
    clock,
    tools: {
      write: {
        footprint: ({ key }: { key: string }) => [{ path: [key], mode: "write" as const }],
        async run({ key }: { key: string }) {
          log.push(`+${key}`);
          await wait(clock, 10);
          log.push(`-${key}`);
          return key;
        },
      },
    },
  });
  const done = dispatcher.dispatch({
    calls: ["a", "b", "a"].map((key) => ({ tool: "write", arguments: { key } })),
  });
  await settled();
  expect(dispatcher.stats()).toMatchObject({ running: 2, waiting: 1 });
  await clock.advance(30);
  const batch = await done;
  expect(log).toEqual(["+a", "+b", "-a", "+a", "-b", "-a"]);
  expect(batch.outcomes.map(({ status }) => status)).toEqual(["ok", "ok", "ok"]);
  expect(batch).toMatchObject({ tookMs: 20, speedUp: 1.5, criticalPath: ["0", "2"] });
  expect(batch.outcomes[2]?.waits).toEqual([
    { for: "resource", call: "0", because: "0 writes a, this writes a", waitedMs: 10 },
  ]);
  expect(dispatcher.stats()).toMatchObject({ running: 0, waiting: 0, timers: 0, batches: 0 });
  expect(clock.timers).toBe(0);
});
