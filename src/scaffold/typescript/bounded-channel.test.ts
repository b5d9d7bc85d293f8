// A bounded channel hands items from producers to consumers. A full one holds the producers back,
// and closing it lets consumers take what is left and then ends them.
//
// Invariants the test proves:
// - never more items than the capacity; a put waits for room, a get for an item
// - what was put is what was got, each once, with random aborts on both sides
// - at rest nobody waits beside an item or beside room
// - after close what is left is drained and loops end; puts are refused; a failure reaches both
//
// Pitfalls:
// - Close it when all producers have ended, in one place; an end marker per consumer is miscounted.
// - A queue without a bound only moves the problem into memory.
// - A consumer that leaves does not stop the producers: abort them by their signal.
// - It reaches no further than this process, and what is in it is lost with the process.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Channel } from "../../primitives/channel.js";
import { settled } from "./fake-tasks.js";

test("a full channel holds the producer until there is room", async () => {
  const channel = new Channel<number>(2);
  let put = 0;
  const producing = (async () => {
    for (let n = 1; n <= 5; n += 1) {
      await channel.put(n);
      put = n;
    }
  })();
  await settled();
  assert.deepEqual({ put, refused: channel.tryPut(9) }, { put: 2, refused: false });
  assert.equal(await channel.get(), 1);
  await settled();
  assert.equal(put, 3);
  const rest = [await channel.get(), await channel.get(), await channel.get(), await channel.get()];
  assert.deepEqual(rest, [2, 3, 4, 5]);
  await producing;
});

test("a get that came first is served by the put", async () => {
  const channel = new Channel<string>(1);
  const first = channel.get();
  const second = channel.get();
  await channel.put("a");
  await channel.put("b");
  assert.deepEqual(await Promise.all([first, second]), ["a", "b"]);
  assert.equal(channel.tryGet(), undefined);
});

test("nothing is lost or doubled with random aborts on both sides", async () => {
  const channel = new Channel<number>(3);
  let state = 5;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const put: number[] = [];
  const got: number[] = [];
  const reason = new Error("caller left");
  const trial = async (attempt: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    const controller = new AbortController();
    for (let turns = random() * 12; turns > 0; turns -= 1) await settled();
    const running = attempt(controller.signal).catch((error: unknown) =>
      assert.equal(error, reason),
    );
    for (let turns = random() * 4; turns > 0; turns -= 1) await settled();
    if (random() < 0.4) controller.abort(reason);
    await settled();
    controller.abort(reason);
    await running;
  };
  const producer = (n: number) =>
    trial(async (signal) => {
      await channel.put(n, { signal });
      put.push(n);
    });
  const consumer = () => trial(async (signal) => void got.push(await channel.get({ signal })));
  await Promise.all(Array.from({ length: 200 }, (_, n) => (n % 5 < 3 ? producer(n) : consumer())));
  for (let left = channel.tryGet(); left !== undefined; left = channel.tryGet()) {
    got.push(left.item);
  }
  assert.deepEqual(
    got.sort((a, b) => a - b),
    put.sort((a, b) => a - b),
  );
  assert.ok(put.length > 40 && put.length < 120, `${put.length} of 120 were put`);
  assert.ok(channel.stats().sizeMax <= 3);
});

test("after close what is left is drained, loops end, and puts are refused", async () => {
  const channel = new Channel<string>(5);
  await channel.put("a");
  await channel.put("b");
  channel.close();
  const seen: string[] = [];
  for await (const item of channel.items()) seen.push(item);
  assert.deepEqual(seen, ["a", "b"]);
  await assert.rejects(channel.put("c"), { code: "channel-closed" });
  await assert.rejects(channel.get(), { code: "channel-closed" });
});

test("close ends all who wait: gets in vain, and puts that found no room", async () => {
  const empty = new Channel<string>(1);
  const waiting = empty.get();
  empty.close();
  await assert.rejects(waiting, { code: "channel-closed" });
  const full = new Channel<string>(1);
  await full.put("a");
  const blocked = full.put("b");
  full.close();
  await assert.rejects(blocked, { code: "channel-closed" });
  assert.equal(await full.get(), "a");
});

test("a failure of the producer reaches the consumer", async () => {
  const channel = new Channel<string>(1);
  const waiting = channel.get();
  const mine = new Error("mine");
  channel.fail(mine);
  await assert.rejects(waiting, (error) => error === mine);
  await assert.rejects(channel.put("a"), (error) => error === mine);
});
