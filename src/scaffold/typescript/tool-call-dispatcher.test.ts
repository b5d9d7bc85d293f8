// A tool-call dispatcher runs the calls of one turn: those that do not conflict together, those
// that do in the order of the request, and answers with one result for each.
//
// Invariants the test proves:
// - reads of one resource overlap; a write of it, or of what contains it, waits for them and is
//   waited for, in the order of the request
// - a call that names no resources runs alone
// - never more than `limit` run, and who waits for resources holds no slot
// - results are in the order of the calls; a failure, also one thrown at once, stops nobody
// - a call whose time is up is answered for, but keeps its resources until it has settled
// - an abort answers for all calls at once, and at rest nothing is held
//
// Pitfalls:
// - A hint such as `readOnlyHint` comes from the server: do not trust what you did not write.
// - Name a resource one way only: two spellings of one path do not conflict.
// - One dispatcher per process; two do not know of each other.
// - Tell the model what may still be running, or it will repeat a write that then happens twice.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Claim } from "../../primitives/resource-request.js";
import { FakeClock } from "./fake-clock.js";
import { FakeTasks, settled } from "./fake-tasks.js";
import { type ToolCall, ToolCallDispatcher } from "./tool-call-dispatcher.js";

const read = (...path: string[]): Claim => ({ path, mode: "read" });
const write = (...path: string[]): Claim => ({ path, mode: "write" });

function setUp(limit = 10) {
  const clock = new FakeClock();
  const tasks = new FakeTasks();
  const dispatcher = new ToolCallDispatcher({ limit, timeoutMs: 1_000, clock });
  const call = (id: string, ...claims: Claim[]): ToolCall<string> => ({
    id,
    claims: claims.length === 0 ? undefined : claims,
    run: (signal) => tasks.run(id, signal),
  });
  return { clock, tasks, dispatcher, call };
}

test("reads overlap, and a write between them waits and is waited for", async () => {
  const { tasks, dispatcher, call } = setUp();
  const all = dispatcher.dispatch([
    call("r1", read("file", "a")),
    call("r2", read("file", "a")),
    call("w", write("file")),
    call("r3", read("file", "b")),
    call("other", write("db")),
  ]);
  await settled();
  assert.deepEqual(tasks.log, ["r1 starts", "r2 starts", "other starts"]);
  for (const id of ["r1", "r2", "w", "r3"]) {
    tasks.finish(id);
    await settled();
  }
  tasks.finish("other");
  const starts = tasks.log.filter((line) => line.endsWith("starts"));
  assert.deepEqual(starts.slice(3), ["w starts", "r3 starts"]);
  assert.deepEqual(
    (await all).map(({ id, status }) => `${id} ${status}`),
    ["r1 ok", "r2 ok", "w ok", "r3 ok", "other ok"],
  );
  assert.deepEqual(dispatcher.stats(), { running: 0, waiting: 0 });
});

test("a call that names no resources runs alone", async () => {
  const { tasks, dispatcher, call } = setUp();
  const all = dispatcher.dispatch([call("a", read("x")), call("unknown"), call("b", read("x"))]);
  for (const id of ["a", "unknown", "b"]) {
    await settled();
    assert.equal(tasks.live, 1);
    tasks.finish(id);
  }
  await all;
});

test("who waits for resources holds no slot", async () => {
  const { tasks, dispatcher, call } = setUp(2);
  const all = dispatcher.dispatch([
    call("w1", write("x")),
    call("w2", write("x")),
    call("w3", write("x")),
    call("free", write("y")),
    call("late", write("z")),
  ]);
  await settled();
  assert.deepEqual(tasks.log, ["w1 starts", "free starts"]);
  tasks.finish("free");
  await settled();
  for (const id of ["late", "w1", "w2", "w3"]) {
    tasks.finish(id);
    await settled();
  }
  await all;
  assert.equal(tasks.peak, 2);
});

test("results are in the order of the calls, and a failure stops nobody", async () => {
  const { dispatcher } = setUp();
  const mine = new Error("mine");
  const results = await dispatcher.dispatch<number>([
    { id: "a", claims: [write("x")], run: () => Promise.reject(mine) },
    {
      id: "b",
      claims: [write("x")],
      run: () => {
        throw mine;
      },
    },
    { id: "c", claims: [write("x")], run: () => 3 },
  ]);
  const failed = { status: "failed", error: mine, mayStillRun: false };
  assert.deepEqual(results, [
    { id: "a", ...failed },
    { id: "b", ...failed },
    { id: "c", status: "ok", value: 3 },
  ]);
});

test("a call that ignores its time limit is answered for and keeps its resources", async () => {
  const { clock, tasks, dispatcher, call } = setUp();
  const stubborn = { ...call("stubborn", write("x")), run: () => tasks.run("stubborn") };
  const all = dispatcher.dispatch([stubborn, call("next", write("x"))]);
  const first = dispatcher.dispatch([call("honest", write("y"))]);
  await clock.advance(1_000);
  const [honest] = await first;
  assert.deepEqual(
    [honest?.status, tasks.log.includes("honest is cancelled")],
    ["timed-out", true],
  );
  await clock.advance(5_000);
  assert.equal(tasks.log.includes("next starts"), false);
  tasks.finish("stubborn");
  await settled();
  tasks.finish("next");
  const results = await all;
  assert.equal(results[0]?.status, "timed-out");
  assert.equal(results[0].mayStillRun, true);
  assert.equal(results[1]?.status, "ok");
  assert.equal(clock.timers, 0);
});

test("an abort answers for all at once, and nothing stays held", async () => {
  const { tasks, dispatcher, call } = setUp();
  const controller = new AbortController();
  const stubborn = { ...call("a", write("x")), run: () => tasks.run("a") };
  const all = dispatcher.dispatch([stubborn, call("b", write("x"))], controller.signal);
  await settled();
  const error = new Error("user stopped it");
  controller.abort(error);
  assert.deepEqual(await all, [
    { id: "a", status: "cancelled", error, mayStillRun: true },
    { id: "b", status: "cancelled", error, mayStillRun: false },
  ]);
  assert.deepEqual(dispatcher.stats(), { running: 1, waiting: 0 });
  tasks.finish("a");
  await settled();
  assert.deepEqual(dispatcher.stats(), { running: 0, waiting: 0 });
});
