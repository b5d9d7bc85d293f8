import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { TimeoutError } from "../../src/primitives/with-timeout.ts";
import { FakeClock } from "../primitives/fake-clock.ts";
import { Desk, forever, gatewayTo, RAW_SERVER, scriptEntry } from "./gateways.ts";

const LIMIT = 65_536;

const entryOf = (desk: Desk, env: Record<string, string> = {}) =>
  scriptEntry(desk, RAW_SERVER, { env, signalbox: { answerBytesMax: LIMIT } });

const said = (text: string) => ({ content: [{ type: "text", text }] });

test.each([
  ["exit", "connection-lost", /ended before the answer/],
  ["kill", "connection-lost", /ended before the answer/],
  ["half", "connection-lost", /ended before the answer/],
  ["closes_stdout", "connection-lost", /ended before the answer/],
  ["error", "tool-failed", /^error -32602: no path$/],
  ["invalid", "answer-unusable", /no valid result/],
  ["deep", "answer-unusable", /nested more than 256 deep/],
  ["old", "answer-unusable", /no valid message/],
])("a server that answers with %s fails the call with %s", async (tool, code, message) => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: entryOf(desk) });
  const call = gateway.call("raw", tool, {}, { signal: forever() });
  await expect(call).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test.each([
  ["twice", "once"],
  ["noise", "heard"],
])("a server that answers with %s is understood", async (tool, words) => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: entryOf(desk) });
  const options = { signal: forever() };
  expect(await gateway.call("raw", tool, {}, options)).toEqual(said(words));
  expect(await gateway.call("raw", "ok", {}, options)).toEqual(said("ok"));
  expect(desk.pids()).toHaveLength(1);
});

test("answers that come in another order reach their own calls", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: entryOf(desk) });
  const files = ["a", "b", "c"].map((name) => join(desk.folder, name));
  const calls = files.map((file) =>
    gateway.call("raw", "late", { file, words: file }, { signal: forever() }),
  );
  const noted = (text: string) => desk.notes().filter((note) => note === text).length;
  await expect.poll(() => noted("late begins")).toBe(3);
  for (const [index, file] of files.toReversed().entries()) {
    writeFileSync(file, "");
    await expect.poll(() => noted("answered late")).toBe(index + 1);
  }
  expect(await Promise.all(calls)).toEqual(files.map(said));
});

test.each(["malformed", "wrong_id", "hang"])(
  "a call that gets no answer, with %s, ends when its time is up, and the server is told",
  async (tool) => {
    using desk = new Desk();
    const clock = new FakeClock();
    await using gateway = gatewayTo({ raw: entryOf(desk) }, { clock });
    const call = gateway.call("raw", tool, {}, { signal: forever(), timeoutMs: 900 });
    const ended = call.catch((error: unknown) => error);
    await desk.noted(new RegExp(`${tool} begins`));
    await clock.advance(899);
    expect(gateway.stats("raw").state).toBe("connected");
    await clock.advance(1);
    expect(await ended).toEqual(new TimeoutError(900));
    await desk.noted(/told of a cancellation/);
    expect(await gateway.call("raw", "ok", {}, { signal: forever() })).toEqual(said("ok"));
    expect(clock.timers).toBe(0);
  },
);

test("an aborted call rejects at once with the reason", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: entryOf(desk) });
  const controller = new AbortController();
  const call = gateway.call("raw", "hang", {}, { signal: controller.signal });
  await desk.noted(/hang begins/);
  const reason = new Error("enough");
  controller.abort(reason);
  await expect(call).rejects.toBe(reason);
  await desk.noted(/told of a cancellation/);
});

test("a call that is aborted before it starts is never sent", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: entryOf(desk) });
  await gateway.tools("raw", forever());
  const reason = new Error("enough");
  const call = gateway.call("raw", "hang", {}, { signal: AbortSignal.abort(reason) });
  await expect(call).rejects.toBe(reason);
  await gateway.call("raw", "ok", {}, { signal: forever() });
  expect(desk.notes()).not.toContain("hang begins");
});

test("with a time to linger, a call that was given up settles by its late answer", async () => {
  using desk = new Desk();
  const clock = new FakeClock();
  await using gateway = gatewayTo({ raw: entryOf(desk) }, { clock });
  const controller = new AbortController();
  const file = join(desk.folder, "gate");
  const options = { signal: controller.signal, lingerMs: 60_000 };
  let settled = false;
  const call = gateway.call("raw", "late", { file }, options).finally(() => (settled = true));
  const ended = call.catch((error: unknown) => error);
  await desk.noted(/late begins/);
  const reason = new Error("enough");
  controller.abort(reason);
  await desk.noted(/told of a cancellation/);
  await clock.advance(59_999);
  expect(settled).toBe(false);
  writeFileSync(file, "");
  expect(await ended).toEqual(said("late"));
  expect(clock.timers).toBe(0);
});

test("with a time to linger, an aborted call is over when that time is", async () => {
  using desk = new Desk();
  const clock = new FakeClock();
  await using gateway = gatewayTo({ raw: entryOf(desk) }, { clock });
  const options = { signal: forever(), timeoutMs: 10, lingerMs: 1_000 };
  const ended = gateway.call("raw", "hang", {}, options).catch((error: unknown) => error);
  await desk.noted(/hang begins/);
  await clock.advance(10 + 999);
  expect(clock.timers).toBe(1);
  await clock.advance(1);
  expect(await ended).toEqual(new TimeoutError(10));
  expect(clock.timers).toBe(0);
});

test("with a time to linger, an aborted call is over when the process is", async () => {
  using desk = new Desk();
  const clock = new FakeClock();
  await using gateway = gatewayTo({ raw: entryOf(desk) }, { clock });
  const options = { signal: forever(), timeoutMs: 10, lingerMs: 1_000 };
  const ended = gateway.call("raw", "hang", {}, options).catch((error: unknown) => error);
  await desk.noted(/hang begins/);
  await clock.advance(10);
  process.kill(desk.pids()[0] ?? 0, "SIGKILL");
  expect(await ended).toEqual(new TimeoutError(10));
});

test.each(["huge", "huge_id_first"])(
  "of %s answers of 12 MB only the call itself fails; what is under way goes on",
  async (tool) => {
    using desk = new Desk();
    await using gateway = gatewayTo({ raw: entryOf(desk) });
    const signal = forever();
    const file = join(desk.folder, "gate");
    const late = gateway.call("raw", "late", { file }, { signal });
    const huge = gateway.call("raw", tool, { bytes: 12_000_000 }, { signal });
    await expect(huge).rejects.toMatchObject({
      code: "answer-unusable",
      message: expect.stringMatching(/^the answer has 120000\d\d bytes; answerBytesMax is 65536$/),
    });
    writeFileSync(file, "");
    expect(await late).toEqual(said("late"));
    expect(desk.pids()).toHaveLength(1);
  },
);

test("an answer of exactly the allowed size is taken", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: entryOf(desk) });
  const options = { signal: forever() };
  await gateway.tools("raw", forever());
  const around = JSON.stringify({ result: said(""), jsonrpc: "2.0", id: 5 }).length;
  const bytes = LIMIT - around;
  expect(await gateway.call("raw", "huge", { bytes }, options)).toEqual(said("x".repeat(bytes)));
  const more = gateway.call("raw", "huge", { bytes: bytes + 1 }, options);
  await expect(more).rejects.toMatchObject({ code: "answer-unusable" });
});

test("a message too long that answers nothing is dropped", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: entryOf(desk) });
  const call = gateway.call("raw", "huge_notice", { bytes: 200_000 }, { signal: forever() });
  expect(await call).toEqual(said("after the notice"));
});

test("a message too long that nobody can tell apart ends the connection", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: entryOf(desk) });
  const signal = forever();
  const call = gateway.call("raw", "huge_no_id", { bytes: 200_000 }, { signal });
  await expect(call).rejects.toMatchObject({ code: "connection-lost" });
  expect(await gateway.call("raw", "ok", {}, { signal })).toEqual(said("ok"));
  expect(desk.pids()).toHaveLength(2);
});

test("a flood on stderr does not stop the call, and the log stays bounded", async () => {
  using desk = new Desk();
  const clock = new FakeClock();
  await using gateway = gatewayTo({ raw: entryOf(desk) }, { clock });
  const call = gateway.call("raw", "flood", { lines: 20_000 }, { signal: forever() });
  expect(await call).toEqual(said("flooded"));
  expect(gateway.log).toHaveLength(100);
  expect(gateway.log[0]).toBe("info raw: line 0");
});
