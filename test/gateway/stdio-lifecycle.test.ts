import { existsSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { FakeClock } from "../primitives/fake-clock.ts";
import {
  Desk,
  forever,
  gatewayTo,
  isGone,
  RAW_SERVER,
  scriptEntry,
  V1_SERVER,
  whileMoving,
} from "./gateways.ts";

// A fake clock that is moved on must not take a real process for slow.
const DAY_MS = 24 * 3_600_000;

const entryOf = (desk: Desk, env: Record<string, string> = {}, connectTimeoutMs = DAY_MS) =>
  scriptEntry(desk, RAW_SERVER, { env, signalbox: { connectTimeoutMs, timeoutMs: DAY_MS } });

test.each([
  ["a command that does not exist", { command: "no-such-command-9" }, /not found \(ENOENT\)/],
  ["a folder that does not exist", { command: "ls", cwd: "/no/such/folder" }, /\(ENOENT\)/],
  ["a command that may not be run", { command: "/etc/passwd" }, /may not be run \(EACCES\)/],
  ["a command that ends at once", { command: "false" }, /before it answered: .*with code 1$/],
  ["a command that speaks no MCP", { command: "echo", args: ["hi"] }, /exited with code 0$/],
])("%s is reported without anything of the configuration", async (_, entry, message) => {
  await using gateway = gatewayTo({ raw: entry });
  await expect(gateway.tools("raw", forever())).rejects.toMatchObject({
    code: "not-sent",
    message: expect.stringMatching(message),
  });
  const { lastError } = gateway.stats("raw");
  expect(lastError).toMatch(message);
  expect(lastError).not.toMatch(/no-such|passwd|\/no\//);
});

test("a server that never answers initialize is given up in time, and ended", async () => {
  using desk = new Desk();
  const clock = new FakeClock();
  await using gateway = gatewayTo({ raw: entryOf(desk, { SILENT: "1" }, 10_000) }, { clock });
  const tools = gateway.tools("raw", forever()).catch((error: unknown) => error);
  await desk.noted(/asked to initialize/);
  await clock.advance(9_999);
  expect(gateway.stats("raw").state).toBe("connecting");
  await clock.advance(1);
  expect(await whileMoving(clock, tools)).toMatchObject({
    code: "not-sent",
    message: "no answer within 10000 ms, which is connectTimeoutMs",
  });
  expect(desk.pids().map(isGone)).toEqual([true]);
  expect(clock.timers).toBe(0);
});

test("a hung server delays no other", async () => {
  using desk = new Desk();
  const clock = new FakeClock();
  const servers = { hung: entryOf(desk, { SILENT: "1" }), well: entryOf(desk) };
  await using gateway = gatewayTo(servers, { clock });
  const hung = gateway.tools("hung", forever()).catch((error: unknown) => error);
  await desk.noted(/asked to initialize/);
  expect((await gateway.tools("well", forever())).tools.length).toBeGreaterThan(0);
  expect(clock.now()).toBe(0);
  await gateway.close();
  expect(await hung).toMatchObject({ code: "not-sent", message: "the gateway is closed" });
  expect(desk.pids().map(isGone)).toEqual([true, true]);
});

test("callers at the same time share one connection, and one may leave", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: entryOf(desk) });
  const leaving = new AbortController();
  const reason = new Error("not me");
  const first = gateway.tools("raw", leaving.signal);
  const others = [1, 2, 3].map(() => gateway.call("raw", "ok", {}, { signal: forever() }));
  leaving.abort(reason);
  await expect(first).rejects.toBe(reason);
  await Promise.all(others);
  expect(desk.pids()).toHaveLength(1);
  expect(desk.notes().filter((note) => note === "listed")).toHaveLength(3);
});

test("a crashed server is started again at once, then after growing rests", async () => {
  using desk = new Desk();
  const clock = new FakeClock();
  await using gateway = gatewayTo({ raw: entryOf(desk) }, { clock });
  const crash = () =>
    whileMoving(clock, gateway.call("raw", "exit", {}, { signal: forever() })).catch(
      (error: unknown) => error,
    );
  const ok = () => gateway.call("raw", "ok", {}, { signal: forever() });

  await expect(crash()).resolves.toMatchObject({ code: "connection-lost" });
  expect(gateway.stats("raw")).toMatchObject({ state: "idle", failures: 1, retryAfterMs: 0 });
  await expect(crash()).resolves.toMatchObject({ code: "connection-lost" });
  expect(gateway.stats("raw")).toMatchObject({ state: "resting", failures: 2 });

  const { retryAfterMs } = gateway.stats("raw");
  await expect(ok()).rejects.toMatchObject({
    code: "not-sent",
    retryAfterMs,
    message: "it has failed and rests: the connection ended: it exited with code 3",
  });
  expect(desk.pids()).toHaveLength(2);
  await clock.advance(retryAfterMs);
  await ok();
  expect(gateway.stats("raw")).toMatchObject({ state: "connected", failures: 0 });
});

test("a server out of reach rests twice as long each time, up to 30 seconds", async () => {
  const clock = new FakeClock();
  await using gateway = gatewayTo({ raw: { command: "no-such-command-9" } }, { clock });
  const rests: number[] = [];
  for (let attempt = 0; attempt < 9; attempt += 1) {
    await expect(gateway.tools("raw", forever())).rejects.toThrow("ENOENT");
    const { retryAfterMs } = gateway.stats("raw");
    rests.push(retryAfterMs);
    await clock.advance(retryAfterMs);
  }
  expect(rests).toEqual([0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test.each([
  ["before", [], 3],
  ["after", ["it happened"], 4],
])("a crash %s the effect looks the same from here: nobody knows", async (crash, notes, code) => {
  using desk = new Desk();
  await using gateway = gatewayTo({ v1: scriptEntry(desk, V1_SERVER) });
  const args = { text: "it happened", crash };
  const call = gateway.call("v1", "append", args, { signal: forever() });
  await expect(call).rejects.toMatchObject({ code: "connection-lost" });
  expect(desk.notes().filter((note) => !note.startsWith("started"))).toEqual(notes);
  expect(gateway.stats("v1").lastError).toContain(`exited with code ${code}`);
});

test("after a crash in the middle all calls in flight are lost at once", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: entryOf(desk) });
  const options = { signal: forever() };
  const calls = ["hang", "hang", "hang"].map((tool) => gateway.call("raw", tool, {}, options));
  const ended = Promise.allSettled(calls);
  await gateway.call("raw", "exit", {}, options).catch(() => {});
  expect((await ended).map((one) => one.status === "rejected" && one.reason)).toMatchObject(
    calls.map(() => ({ code: "connection-lost" })),
  );
});

test("a server that closed its stdin is ended and replaced", async () => {
  using desk = new Desk();
  const clock = new FakeClock();
  await using gateway = gatewayTo({ raw: entryOf(desk) }, { clock });
  const call = (tool: string) =>
    whileMoving(clock, gateway.call("raw", tool, {}, { signal: forever() }));
  await call("closes_stdin");
  // Nobody sees the end of a pipe before the next write.
  const code = expect.stringMatching(/not-sent|lost/);
  await expect(call("ok")).rejects.toMatchObject({ code });
  const outcome = () =>
    call("ok").then(
      () => "ok",
      () => "not yet",
    );
  await expect.poll(outcome).toBe("ok");
  expect(desk.pids()).toHaveLength(2);
});

test.each([
  ["that obeys", {}, []],
  ["that obeys neither the end of stdin nor SIGTERM", { STUBBORN: "1" }, ["told to end"]],
])("close ends a server %s", async (_, env, notes) => {
  using desk = new Desk();
  const clock = new FakeClock();
  await using gateway = gatewayTo({ raw: entryOf(desk, env) }, { clock });
  await gateway.call("raw", "ok", {}, { signal: forever() });
  await whileMoving(clock, gateway.close());
  await gateway.close();
  expect(desk.pids().map(isGone)).toEqual([true]);
  expect(desk.notes().filter((note) => note.startsWith("told"))).toEqual(notes);
  expect(clock.timers).toBe(0);
});

test.each([
  ["silent ones", {}],
  ["ones that hold our pipes open", { holds: true }],
])("close ends a server's own children too: %s", async (_, args) => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: entryOf(desk) });
  await gateway.call("raw", "grandchild", args, { signal: forever() });
  const [, pid] = await desk.noted(/^grandchild (\d+)$/);
  expect(isGone(Number(pid))).toBe(false);
  await gateway.close();
  expect(isGone(Number(pid))).toBe(true);
});

test("a child in a session of its own holds up nothing, though it is out of reach", async () => {
  using desk = new Desk();
  const clock = new FakeClock();
  await using gateway = gatewayTo({ raw: entryOf(desk) }, { clock });
  const args = { holds: true, escapes: true };
  await gateway.call("raw", "grandchild", args, { signal: forever() });
  const [, pid] = await desk.noted(/^grandchild (\d+)$/);
  await whileMoving(clock, gateway.close());
  expect(isGone(Number(pid))).toBe(false);
  process.kill(Number(pid), "SIGKILL");
});

test("the children of a server that crashed end as well", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: entryOf(desk) });
  const options = { signal: forever() };
  await gateway.call("raw", "grandchild", { holds: true }, options);
  const [, pid] = await desk.noted(/^grandchild (\d+)$/);
  await gateway.call("raw", "kill", {}, options).catch(() => {});
  expect(isGone(Number(pid))).toBe(true);
});

test("close ends calls in flight as lost, and later ones are not sent", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: entryOf(desk) });
  const call = gateway.call("raw", "hang", {}, { signal: forever() });
  const ended = call.catch((error: unknown) => error);
  await desk.noted(/hang begins/);
  await gateway.close();
  expect(await ended).toMatchObject({ code: "connection-lost" });
  const later = gateway.call("raw", "ok", {}, { signal: forever() });
  await expect(later).rejects.toMatchObject({ code: "not-sent", message: "the gateway is closed" });
});

test("our own server is refused as a downstream", async () => {
  using desk = new Desk();
  await using gateway = gatewayTo({ raw: entryOf(desk, { NAME: "signalbox" }) });
  await expect(gateway.tools("raw", forever())).rejects.toMatchObject({
    code: "not-sent",
    message: "it is signalbox itself, which does not call itself",
  });
  expect(desk.pids().map(isGone)).toEqual([true]);
});

test("a server that is not configured is not reached", async () => {
  await using gateway = gatewayTo({});
  await expect(gateway.tools("raw", forever())).rejects.toMatchObject({ code: "not-sent" });
});

const descriptors = () => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0);

test("twenty connections, made and ended, leave no process, listener or descriptor", async () => {
  using desk = new Desk();
  const before = { listeners: process.listenerCount("exit"), descriptors: 0 };
  for (let round = 0; round < 20; round += 1) {
    // The first round opens what stays: files of the SDK that are loaded once.
    if (round === 1) before.descriptors = descriptors();
    await using gateway = gatewayTo({ raw: entryOf(desk) });
    await gateway
      .call("raw", round % 2 === 0 ? "ok" : "exit", {}, { signal: forever() })
      .catch(() => {});
  }
  expect(desk.pids()).toHaveLength(20);
  expect(desk.pids().every(isGone)).toBe(true);
  expect({
    listeners: process.listenerCount("exit"),
    descriptors: descriptors(),
  }).toEqual(before);
});
