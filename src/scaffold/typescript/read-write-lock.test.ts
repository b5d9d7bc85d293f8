// A read/write lock: many readers or one writer, strictly in the order of asking.
//
// Invariants the test proves:
// - readers share; a writer is alone, with random arrivals and aborts
// - readers that keep coming do not starve a writer: who comes after it waits behind it
// - a writer that is aborted while waiting lets the readers behind it in at once
// - a release counts once, and a task that throws releases; at rest nobody is left
//
// Pitfalls:
// - A reader that asks to write as well waits for itself: there is no upgrade.
// - It is worth its price only when reads are long and frequent; else take a mutex.
// - In JavaScript a read without an `await` in it needs no lock.
// - For several resources, or ones that contain one another, use the tool-call dispatcher's lock.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReadWriteLock } from "../../primitives/read-write-lock.js";
import { FakeTasks, settled } from "./fake-tasks.js";

test("readers share, and a writer is alone", async () => {
  const lock = new ReadWriteLock();
  const tasks = new FakeTasks();
  const all = (["read", "read", "write", "read"] as const).map((mode, n) =>
    lock.run(mode, () => tasks.run(`${mode} ${n}`)),
  );
  await settled();
  assert.deepEqual(tasks.log, ["read 0 starts", "read 1 starts"]);
  tasks.finish("read 0");
  tasks.finish("read 1");
  await settled();
  assert.deepEqual(tasks.log.slice(4), ["write 2 starts"]);
  tasks.finish("write 2");
  await settled();
  tasks.finish("read 3");
  await Promise.all(all);
  const { readers, writing, waiting } = lock.stats();
  assert.deepEqual({ readers, writing, waiting }, { readers: 0, writing: false, waiting: 0 });
});

test("staggered readers do not starve a writer", async () => {
  const lock = new ReadWriteLock();
  const order: string[] = [];
  const reader = async (): Promise<void> => {
    for (let round = 0; round < 50 && !order.includes("write"); round += 1) {
      await lock.run("read", async () => {
        await settled();
        order.push("read");
        await settled();
      });
    }
  };
  const readers = [reader()];
  await settled();
  readers.push(reader());
  await settled();
  await lock.run("write", () => order.push("write"));
  await Promise.all(readers);
  assert.ok(order.indexOf("write") <= 3, order.join(" "));
});

test("a waiting writer that is aborted lets the readers behind it in", async () => {
  const lock = new ReadWriteLock();
  const release = await lock.acquire("read");
  const controller = new AbortController();
  const writer = lock.acquire("write", { signal: controller.signal });
  const reader = lock.acquire("read");
  assert.equal(lock.tryAcquire("read"), undefined);
  const reason = new Error("caller left");
  controller.abort(reason);
  await assert.rejects(writer, (error) => error === reason);
  (await reader)();
  release();
  release();
  assert.equal(lock.stats().readers, 0);
});

test("a writer never meets anybody, with two hundred arrivals of which many leave", async () => {
  const lock = new ReadWriteLock();
  let state = 3;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  let readers = 0;
  let writers = 0;
  let readersMax = 0;
  const read = async (): Promise<void> => {
    readersMax = Math.max(readersMax, (readers += 1));
    assert.equal(writers, 0);
    await settled();
    readers -= 1;
  };
  const write = async (): Promise<void> => {
    writers += 1;
    assert.deepEqual({ readers, writers }, { readers: 0, writers: 1 });
    await settled();
    writers -= 1;
  };
  const caller = new Error("caller left");
  await Promise.all(
    Array.from({ length: 200 }, async () => {
      const controller = new AbortController();
      const { signal } = controller;
      for (let turns = random() * 20; turns > 0; turns -= 1) await settled();
      const running =
        random() < 0.7 ? lock.run("read", read, { signal }) : lock.run("write", write, { signal });
      running.catch(() => {});
      for (let turns = random() * 9; turns > 0; turns -= 1) await settled();
      if (random() < 0.4) controller.abort(caller);
      await running.catch((error: unknown) => assert.equal(error, caller));
    }),
  );
  assert.ok(readersMax > 1);
  assert.deepEqual(lock.stats().waiting, 0);
});

test("a task that throws releases", async () => {
  const lock = new ReadWriteLock();
  await assert.rejects(
    lock.run("write", () => Promise.reject(new Error("mine"))),
    /mine/,
  );
  assert.equal(await lock.run("write", () => "free"), "free");
});
