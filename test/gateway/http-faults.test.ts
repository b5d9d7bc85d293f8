import { expect, test } from "vitest";
import { realSystem } from "../../src/gateway/system.ts";
import { TimeoutError } from "../../src/primitives/with-timeout.ts";
import { FakeClock } from "../primitives/fake-clock.ts";
import { FaultHttp } from "./fault-http.ts";
import { forever, gatewayTo } from "./gateways.ts";

const LIMIT = 65_536;
const system = { ...realSystem, wallClock: () => 5_000 };

const gatewayOver = ({ url }: FaultHttp, options: Parameters<typeof gatewayTo>[1] = {}) =>
  gatewayTo({ web: { url, signalbox: { answerBytesMax: LIMIT } } }, { system, ...options });

const said = (text: string) => ({ content: [{ type: "text", text }] });

test.each(["ok", "ok_in_events"])("a call is answered: %s", async (tool) => {
  await using faults = await FaultHttp.start();
  await using gateway = gatewayOver(faults);
  const options = { signal: forever() };
  expect(await gateway.call("web", tool, {}, options)).toEqual(said("ok"));
  await gateway.close();
  expect(faults.asked.at(-1)).toBe("DELETE");
});

test.each([
  ["busy", "not-sent", 7_000],
  ["busy_date", "not-sent", 4_000],
  ["busy_unsaid", "not-sent", undefined],
  ["down_for_now", "not-sent", 3_000],
  ["down", "connection-lost", undefined],
  ["broken", "connection-lost", undefined],
  ["gateway", "connection-lost", undefined],
  ["bad", "tool-failed", undefined],
  ["forbidden", "tool-failed", undefined],
  ["elsewhere", "tool-failed", undefined],
  ["reset", "connection-lost", undefined],
  ["dropped", "connection-lost", undefined],
  ["ended", "connection-lost", undefined],
  ["no_json", "answer-unusable", undefined],
  ["html", "answer-unusable", undefined],
])("a server that answers with %s fails the call with %s", async (tool, code, retryAfterMs) => {
  await using faults = await FaultHttp.start();
  await using gateway = gatewayOver(faults);
  const call = gateway.call("web", tool, {}, { signal: forever() });
  await expect(call).rejects.toMatchObject({ code, retryAfterMs });
  expect(faults.asked.filter((asked) => asked === tool)).toEqual([tool]);
  expect(await gateway.call("web", "ok", {}, { signal: forever() })).toEqual(said("ok"));
});

test.each(["huge", "huge_in_events"])("%s answers are cut off", async (tool) => {
  await using faults = await FaultHttp.start();
  await using gateway = gatewayOver(faults);
  const options = { signal: forever() };
  const call = (bytes: number) => gateway.call("web", tool, { bytes }, options);
  expect(await call(LIMIT - 200)).toEqual(said("x".repeat(LIMIT - 200)));
  await expect(call(12_000_000)).rejects.toMatchObject({
    code: "answer-unusable",
    message: "the answer has more than 65536 bytes, which is answerBytesMax",
  });
  expect(await gateway.call("web", "ok", {}, options)).toEqual(said("ok"));
});

test.each(["hang", "hang_in_events"])("%s is given up when the time is up", async (tool) => {
  await using faults = await FaultHttp.start();
  const clock = new FakeClock();
  await using gateway = gatewayOver(faults, { clock });
  const call = gateway.call("web", tool, {}, { signal: forever(), timeoutMs: 900 });
  const ended = call.catch((error: unknown) => error);
  await faults.hanging;
  await clock.advance(900);
  expect(await ended).toEqual(new TimeoutError(900));
  expect(clock.timers).toBe(0);
  await expect.poll(() => faults.asked).toContain("notifications/cancelled");
});

test("a session that the server has forgotten is begun anew", async () => {
  await using faults = await FaultHttp.start();
  await using gateway = gatewayOver(faults);
  const options = { signal: forever() };
  await gateway.call("web", "ok", {}, options);
  await expect(gateway.call("web", "forgotten", {}, options)).rejects.toMatchObject({
    code: "not-sent",
  });
  expect(await gateway.call("web", "ok", {}, options)).toEqual(said("ok"));
  expect(faults.asked.filter((asked) => asked === "initialize")).toHaveLength(2);
});

test.each([
  ["busy", /^the server answered 429$/, 7_000],
  ["forbidden", /^the server answered 403; are the headers right\?$/, undefined],
  ["broken", /^the server answered 500$/, undefined],
  ["reset", /^the connection broke/, undefined],
  ["html", /^/, undefined],
])("a server that always answers with %s cannot be reached", async (always, message, after) => {
  await using faults = await FaultHttp.start(always);
  await using gateway = gatewayOver(faults);
  await expect(gateway.tools("web", forever())).rejects.toMatchObject({
    code: "not-sent",
    message: expect.stringMatching(message),
    retryAfterMs: after,
  });
});

test("a server that hangs on the first request is given up in time", async () => {
  await using faults = await FaultHttp.start("hang");
  const clock = new FakeClock();
  await using gateway = gatewayOver(faults, { clock });
  const tools = gateway.tools("web", forever()).catch((error: unknown) => error);
  await faults.hanging;
  await clock.advance(10_000);
  expect(await tools).toMatchObject({ code: "not-sent", message: /no answer within 10000 ms/ });
});

test("where nobody listens nothing is sent", async () => {
  const faults = await FaultHttp.start();
  const { url } = faults;
  await faults[Symbol.asyncDispose]();
  await using gateway = gatewayTo({ web: { url } });
  await expect(gateway.tools("web", forever())).rejects.toMatchObject({
    code: "not-sent",
    message: "no connection to the server (ECONNREFUSED)",
  });
});

test("of a server that has gone away nothing is claimed, then nothing is sent", async () => {
  const faults = await FaultHttp.start();
  await using gateway = gatewayOver(faults);
  const call = () => gateway.call("web", "ok", {}, { signal: forever() });
  await call();
  await faults[Symbol.asyncDispose]();
  // A connection that was kept alive may take the request with it.
  await call().catch(() => {});
  await expect(call()).rejects.toMatchObject({ code: "not-sent" });
});
