import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Channel, ChannelClosed } from "../../src/primitives/channel.ts";
import { settled } from "./fake-clock.ts";
import { listeners } from "./watch.ts";

test("what was put is what was got, for any interleaving with aborts on both sides", async () => {
  const actor = fc.record({ puts: fc.boolean(), aborts: fc.boolean(), tries: fc.boolean() });
  const capacity = fc.integer({ min: 0, max: 2 });
  const actors = fc.array(actor, { maxLength: 14 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), capacity, actors, async (s, capacity, actors) => {
      const channel = new Channel<number>(capacity);
      const controllers = actors.map(() => new AbortController());
      const puts = new Set<number>();
      const got: number[] = [];
      const look = (): void => {
        const { size, putting, getting } = channel.stats();
        expect(size).toBeLessThanOrEqual(capacity);
        expect(getting > 0 && size + putting > 0, "a get waits beside an item").toBe(false);
        expect(putting > 0 && size < capacity, "a put waits beside room").toBe(false);
      };
      const act = async (index: number): Promise<void> => {
        const { puts: isPut, tries } = actors[index] as (typeof actors)[number];
        const signal = controllers[index]?.signal;
        await s.schedule(Promise.resolve(), `${isPut ? "put" : "get"} ${index}`);
        if (isPut && tries) {
          if (channel.tryPut(index)) puts.add(index);
        } else if (isPut) {
          const put = channel.put(index, { signal }).then(() => puts.add(index));
          look();
          await put;
        } else if (tries) {
          const taken = channel.tryGet();
          if (taken) got.push(taken.item);
        } else {
          const get = channel.get({ signal }).then((item) => got.push(item));
          look();
          await get;
        }
        look();
      };
      const abort = async (index: number): Promise<void> => {
        await s.schedule(Promise.resolve(), `abort ${index}`);
        controllers[index]?.abort(new Error(`abort ${index}`));
        look();
      };
      const all = actors.flatMap(({ aborts }, index) =>
        aborts ? [act(index), abort(index)] : [act(index)],
      );
      const ended = Promise.allSettled(all);
      await s.waitIdle();
      await settled();
      look();
      channel.close();
      for await (const item of channel) got.push(item);
      for (const [index, end] of (await ended).entries()) {
        if (end.status === "fulfilled" || end.reason instanceof ChannelClosed) continue;
        expect(end.reason, `ending ${index}`).toMatchObject({
          message: expect.stringMatching(/^abort/),
        });
      }
      expect(got.toSorted((a, b) => a - b)).toEqual([...puts].toSorted((a, b) => a - b));
      expect(controllers.map(({ signal }) => listeners(signal))).toEqual(actors.map(() => 0));
    }),
    { numRuns: 400 },
  );
});

test("one producer's items stay in order through one consumer, for any interleaving", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 0, max: 3 }), async (s, capacity) => {
      const channel = new Channel<number>(capacity);
      const produce = async (): Promise<void> => {
        for (let item = 0; item < 8; item += 1) {
          await s.schedule(Promise.resolve(), `put ${item}`);
          await channel.put(item);
        }
        channel.close();
      };
      const got: number[] = [];
      const consume = async (): Promise<void> => {
        for await (const item of channel) {
          got.push(item);
          await s.schedule(Promise.resolve(), `used ${item}`);
        }
      };
      await s.waitFor(Promise.all([produce(), consume()]));
      expect(got).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(channel.stats().sizeMax).toBeLessThanOrEqual(capacity);
    }),
    { numRuns: 200 },
  );
});
