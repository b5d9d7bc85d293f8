import { expect, test } from "vitest";
import { Channel, ChannelClosed } from "../../src/primitives/channel.ts";
import { QueueFull } from "../../src/primitives/waiter-queue.ts";
import { settled } from "./fake-clock.ts";
import { listeners, outcome } from "./watch.ts";

async function drain<T>(channel: Channel<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of channel) items.push(item);
  return items;
}

test("items come out in the order they were put, and a full channel holds puts back", async () => {
  const channel = new Channel<number>(2);
  await channel.put(1);
  await channel.put(2);
  const third = channel.put(3);
  const fourth = channel.put(4);
  expect(await outcome(third)).toBe("pending");
  expect(await channel.get()).toBe(1);
  expect(await outcome(third)).toEqual({ value: undefined });
  expect(await outcome(fourth)).toBe("pending");
  expect([await channel.get(), await channel.get(), await channel.get()]).toEqual([2, 3, 4]);
  await fourth;
  expect(channel.stats()).toEqual({
    capacity: 2,
    size: 0,
    sizeMax: 2,
    putting: 0,
    puttingMax: 2,
    getting: 0,
    gettingMax: 0,
    closed: false,
  });
});

test("waiting gets are served in the order they came, and no item passes them by", async () => {
  const channel = new Channel<string>(1);
  const first = channel.get();
  const second = channel.get();
  expect(channel.stats()).toMatchObject({ getting: 2, gettingMax: 2 });
  await channel.put("a");
  expect(channel.tryGet()).toBeUndefined();
  expect(channel.tryPut("b")).toBe(true);
  expect([await first, await second]).toEqual(["a", "b"]);
  expect(channel.stats()).toMatchObject({ size: 0, sizeMax: 0, getting: 0 });
});

test("tryPut and tryGet answer now, and undefined is an item like any other", () => {
  const channel = new Channel<undefined>(1);
  expect(channel.tryGet()).toBeUndefined();
  expect(channel.tryPut(undefined)).toBe(true);
  expect(channel.tryPut(undefined)).toBe(false);
  expect(channel.tryGet()).toEqual({ item: undefined });
  expect(channel.tryGet()).toBeUndefined();
});

test("tryGet lets a waiting put in", async () => {
  const channel = new Channel<number>(1);
  await channel.put(1);
  const waiting = channel.put(2);
  expect(channel.tryGet()).toEqual({ item: 1 });
  await waiting;
  expect(channel.stats()).toMatchObject({ size: 1, putting: 0 });
  expect(channel.tryGet()).toEqual({ item: 2 });
});

test("at capacity 0 a put waits for its get", async () => {
  const channel = new Channel<string>(0);
  const put = channel.put("a");
  expect(await outcome(put)).toBe("pending");
  expect(channel.tryPut("b")).toBe(false);
  expect(await channel.get()).toBe("a");
  await put;
  const get = channel.get();
  expect(channel.tryPut("b")).toBe(true);
  expect(await get).toBe("b");
});

test("the ring keeps its order when it goes round many times", async () => {
  const channel = new Channel<number>(3);
  const got: number[] = [];
  for (let item = 0; item < 20; item += 1) {
    await channel.put(item);
    if (channel.stats().size === 3) got.push(await channel.get(), await channel.get());
  }
  channel.close();
  got.push(...(await drain(channel)));
  expect(got).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test("close delivers what is in the channel, then gets reject and loops end", async () => {
  const channel = new Channel<number>(2);
  await channel.put(1);
  await channel.put(2);
  const late = channel.put(3);
  channel.close();
  await expect(late).rejects.toThrow(ChannelClosed);
  await expect(channel.put(4)).rejects.toMatchObject({
    name: "ChannelClosed",
    code: "channel-closed",
    message: "the channel is closed",
  });
  expect(() => channel.tryPut(4)).toThrow(ChannelClosed);
  expect(channel.stats()).toMatchObject({ size: 2, putting: 0, closed: true });
  expect(await channel.get()).toBe(1);
  expect(await drain(channel)).toEqual([2]);
  expect(await drain(channel)).toEqual([]);
  await expect(channel.get()).rejects.toThrow(ChannelClosed);
  expect(() => channel.tryGet()).toThrow(ChannelClosed);
});

test("close ends the gets and loops that wait", async () => {
  const channel = new Channel<number>(1);
  const get = channel.get().catch((error: unknown) => error);
  const loop = drain(channel);
  await settled();
  channel.close();
  expect(await get).toBeInstanceOf(ChannelClosed);
  expect(await loop).toEqual([]);
});

test("fail delivers what was put before it, then everybody gets the very error", async () => {
  const channel = new Channel<number>(1);
  const fault = new Error("source broke");
  await channel.put(1);
  const late = channel.put(2);
  channel.fail(fault);
  await expect(late).rejects.toBe(fault);
  await expect(channel.put(3)).rejects.toBe(fault);
  expect(await channel.get()).toBe(1);
  await expect(channel.get()).rejects.toBe(fault);
  await expect(drain(channel)).rejects.toBe(fault);
});

test("a channel failed with another one's closing does not end as if closed", async () => {
  const channel = new Channel<number>(1);
  channel.fail(new ChannelClosed());
  await expect(drain(channel)).rejects.toThrow(ChannelClosed);
});

test("only the first close or fail counts", async () => {
  const closed = new Channel<number>(1);
  closed.close();
  closed.fail(new Error("late"));
  expect(await drain(closed)).toEqual([]);
  const failed = new Channel<number>(1);
  failed.fail("first");
  failed.close();
  await expect(drain(failed)).rejects.toBe("first");
});

test("an aborted put leaves no item, an aborted get takes none, no listener stays", async () => {
  const channel = new Channel<number>(1);
  const { signal, abort } = controlled();
  const reason = new Error("stop");
  const get = channel.get({ signal });
  const loop = channel.items({ signal }).next();
  await settled();
  abort(reason);
  await expect(get).rejects.toBe(reason);
  await expect(loop).rejects.toBe(reason);
  await expect(channel.put(0, { signal })).rejects.toBe(reason);
  await expect(channel.get({ signal })).rejects.toBe(reason);
  expect(channel.stats()).toMatchObject({ size: 0, getting: 0 });

  const second = controlled();
  await channel.put(1, { signal: second.signal });
  const put = channel.put(2, { signal: second.signal });
  expect(listeners(second.signal)).toBe(1);
  second.abort(reason);
  await expect(put).rejects.toBe(reason);
  channel.close();
  expect(await drain(channel)).toEqual([1]);
  expect([listeners(signal), listeners(second.signal)]).toEqual([0, 0]);
});

test("an abort that comes after the hand-over loses nothing", async () => {
  const channel = new Channel<number>(0);
  const { signal, abort } = controlled();
  const get = channel.get({ signal });
  const put = channel.put(1, { signal });
  abort(new Error("late"));
  await expect(put).resolves.toBeUndefined();
  expect(await get).toBe(1);
});

test("an aborted loop ends with the reason, also when the channel was closed before", async () => {
  const channel = new Channel<string>(2);
  await channel.put("a");
  await channel.put("b");
  channel.close();
  const controller = new AbortController();
  const items = channel.items({ signal: controller.signal });
  expect(await items.next()).toEqual({ done: false, value: "a" });
  controller.abort("enough");
  await expect(items.next()).rejects.toBe("enough");
  expect(channel.tryGet()).toEqual({ item: "b" });
});

test("leaving a loop leaves the rest for the next one", async () => {
  const channel = new Channel<number>(3);
  for (const item of [1, 2, 3]) await channel.put(item);
  for await (const item of channel) if (item === 1) break;
  channel.close();
  expect(await drain(channel)).toEqual([2, 3]);
});

test("one put or get more than may wait is refused, and the others stay", async () => {
  const channel = new Channel<number>(0, 1);
  const get = channel.get();
  await expect(channel.get()).rejects.toThrow(QueueFull);
  await channel.put(1);
  expect(await get).toBe(1);
  const put = channel.put(2);
  await expect(channel.put(3)).rejects.toThrow(QueueFull);
  expect(await channel.get()).toBe(2);
  await put;
});

test.each([-1, 0.5, Number.NaN, Infinity])("a capacity of %d is refused", (capacity) => {
  const refused = `capacity must be a whole number from 0 up; received ${capacity}`;
  expect(() => new Channel(capacity)).toThrow(refused);
});

test("waitingMax of -1 is refused, 0 means now or never", async () => {
  expect(() => new Channel(1, -1)).toThrow("waitingMax must be a whole number from 0 up");
  await expect(new Channel(1, 0).get()).rejects.toThrow(QueueFull);
});

function controlled(): { signal: AbortSignal; abort: (reason: unknown) => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason) => controller.abort(reason) };
}
