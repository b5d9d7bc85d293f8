import { expect, test } from "vitest";
import { QueueFull, WaiterQueue } from "../../src/primitives/waiter-queue.ts";
import { listeners, outcome } from "./watch.ts";

test("waiters are granted in the order they came", async () => {
  const queue = new WaiterQueue<string, number>();
  const waits = ["a", "b", "c"].map((request) => queue.wait(request));
  expect([queue.first, queue.size, queue.sizeMax]).toEqual(["a", 3, 3]);
  queue.grant(1);
  expect([queue.first, queue.size]).toEqual(["b", 2]);
  queue.grant(2);
  queue.grant(3);
  expect(await Promise.all(waits)).toEqual([1, 2, 3]);
  void queue.wait("d");
  expect([queue.first, queue.size, queue.sizeMax]).toEqual(["d", 1, 3]);
});

test.each([
  ["the first", 0, ["b", "c"]],
  ["one in the middle", 1, ["a", "c"]],
  ["the last", 2, ["a", "b"]],
])("%s can leave, and the others keep their order", async (_name, leaving, left) => {
  const queue = new WaiterQueue<string, void>();
  const controllers = [0, 1, 2].map(() => new AbortController());
  const seen: (string | undefined)[] = [];
  const waits = ["a", "b", "c"].map((request, index) =>
    queue.wait(request, controllers[index]?.signal, () => seen.push(queue.first)),
  );
  controllers[leaving]?.abort("gone");
  expect(await outcome(waits[leaving] as Promise<void>)).toEqual({ reason: "gone" });
  expect(seen).toEqual([left[0]]);
  const order = left.map(() => {
    const { first } = queue;
    queue.grant();
    return first;
  });
  expect(order).toEqual(left);
  expect(queue.size).toBe(0);
  expect(controllers.map(({ signal }) => listeners(signal))).toEqual([0, 0, 0]);
});

test("a signal that was aborted before takes no place", async () => {
  const queue = new WaiterQueue<string, void>();
  const wait = queue.wait("a", AbortSignal.abort("before"));
  expect([queue.size, queue.sizeMax]).toEqual([0, 0]);
  await expect(wait).rejects.toBe("before");
});

test("an abort after the grant changes nothing", async () => {
  const queue = new WaiterQueue<string, number>();
  const controller = new AbortController();
  const first = queue.wait("a", controller.signal);
  const second = queue.wait("b");
  queue.grant(1);
  controller.abort("late");
  expect(await first).toBe(1);
  expect(queue.first).toBe("b");
  queue.grant(2);
  expect(await second).toBe(2);
});

test("all can be rejected at once, with one reason", async () => {
  const queue = new WaiterQueue<string, void>();
  const { signal } = new AbortController();
  const waits = [queue.wait("a", signal), queue.wait("b")];
  queue.rejectAll("closed");
  expect(await Promise.all(waits.map((wait) => outcome(wait)))).toEqual([
    { reason: "closed" },
    { reason: "closed" },
  ]);
  expect([queue.size, listeners(signal)]).toEqual([0, 0]);
});

test("a full queue refuses one more and keeps those who wait", async () => {
  const queue = new WaiterQueue<string, void>(1);
  void queue.wait("a");
  const error = await queue.wait("b").catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(QueueFull);
  expect(error).toMatchObject({ name: "QueueFull", code: "queue-full", waitingMax: 1 });
  expect(queue.size).toBe(1);
});

test("a grant without a waiter is a broken invariant, and says so", () => {
  expect(() => new WaiterQueue<string, void>().grant()).toThrow(
    "invariant: a grant needs a waiter",
  );
});
