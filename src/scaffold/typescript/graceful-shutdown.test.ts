// The first signal stops new work and runs steps, the last added first; a deadline tells them to
// let go; a second signal, or a step that does not let go, ends the process.
//
// Invariants the test proves:
// - requests under way are answered, new ones are refused, and a kept-alive connection does not
//   hold the server open
// - steps run one after the other, the last added first, once, whatever asks for it and how often
// - a step that fails is reported and keeps no other from running
// - when the grace is over the steps' signal is aborted and what is left is cut off
// - a second signal, or a step that does not let go, ends the process at once
// - afterwards no listener and no timer is left
//
// Pitfalls:
// - Without a listener SIGTERM ends Node at once: no `finally`, no answer under way.
// - `server.close()` alone waits 5 s and more for connections that are kept alive.
// - Ctrl-C under `npm start` arrives twice; taken for a second one it would cut everything off.
// - A container is killed some seconds after SIGTERM (Docker 10, Kubernetes 30): stay below that.
// - Behind a load balancer report "not ready" first and serve on for some seconds, as a step of
//   its own that is added last.
// - Set `process.exitCode` at the end; `process.exit()` cuts off output still being written.
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { GracefulShutdown } from "../../primitives/graceful-shutdown.js";
import { drainServer } from "./drain-server.js";
import { FakeClock } from "./fake-clock.js";

/** A shutdown whose time, signals and end are the test's. */
function create(graceMs = 100) {
  const [clock, source, exits] = [new FakeClock(), new EventEmitter(), [] as number[]];
  const exit = (code: number): void => void exits.push(code);
  const shutdown = new GracefulShutdown({ graceMs, cleanupMs: 50, clock, source, exit });
  const send = (name: NodeJS.Signals): void => void source.emit(name, name);
  const left = (): number[] => [clock.timers, ...source.eventNames().map(() => 1)];
  return { shutdown, clock, exits, send, left };
}

/** A server that drains as a step, and a client that keeps its connections alive. */
async function serve(shutdown: GracefulShutdown) {
  const agent = new Agent({ keepAlive: true });
  const arrivals = new EventEmitter();
  const server = createServer((_request, response) => void arrivals.emit("request", response));
  server.keepAliveTimeout = 0; // Kept alive for ever, unless draining closes them.
  shutdown.add("http server", drainServer(server));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const ask = (): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      get({ host: "127.0.0.1", port, agent }, resolve).on("error", reject);
    });
  const arrival = async (): Promise<ServerResponse> =>
    (await once(arrivals, "request"))[0] as ServerResponse;
  return { agent, ask, arrival, server };
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return text;
}

test("requests under way are answered, and no kept-alive connection holds it up", async () => {
  const { shutdown, exits, send, left } = create();
  const { agent, ask, arrival } = await serve(shutdown);
  const arrived = arrival();
  const early = ask();
  const first = await arrived;
  first.write("the headers have left, ");
  const next = arrival();
  const late = ask();
  const second = await next;
  send("SIGTERM");
  await assert.rejects(ask(), { code: "ECONNREFUSED" });
  second.end("answered");
  const answer = await late;
  assert.equal(answer.headers.connection, "close");
  assert.equal(await textOf(answer), "answered");
  first.end("and the rest follows");
  assert.equal(await textOf(await early), "the headers have left, and the rest follows");
  const { errors, exitCode } = await shutdown.finished;
  assert.deepEqual({ errors, exitCode, exits }, { errors: [], exitCode: 0, exits: [] });
  assert.deepEqual(left(), [0]);
  agent.destroy();
});

for (const when of ["while the server drains", "before it drains"]) {
  test(`when the grace is over, ${when}, what is left is cut off`, () => cutsOff(when));
}

async function cutsOff(when: string): Promise<void> {
  const { shutdown, clock, exits } = create();
  const { agent, ask, arrival } = await serve(shutdown);
  if (when === "before it drains") shutdown.add("slow", (signal) => once(signal, "abort"));
  const arrived = arrival();
  const cut = assert.rejects(ask(), { code: "ECONNRESET" });
  await arrived;
  void shutdown.begin();
  await clock.advance(100);
  await cut;
  const { wasHurried, exitCode } = await shutdown.finished;
  assert.deepEqual({ wasHurried, exitCode, exits }, { wasHurried: true, exitCode: 1, exits: [] });
  agent.destroy();
}

test("steps run once and in turn, the last added first, and a failure stops none", async () => {
  const { shutdown, send } = create();
  const log: string[] = [];
  shutdown.add("database", () => log.push("database"));
  shutdown.add("cache", () => Promise.reject(new Error("mine")));
  shutdown.add("jobs", async () => {
    await new Promise((resolve) => setImmediate(resolve));
    log.push("jobs");
  });
  send("SIGINT");
  send("SIGINT"); // So soon after the first that it is the same Ctrl-C.
  const { reason, errors, exitCode } = await shutdown.begin("asked again");
  assert.deepEqual(log, ["jobs", "database"]);
  assert.deepEqual(errors, [{ step: "cache", error: new Error("mine") }]);
  assert.deepEqual({ reason, exitCode }, { reason: "SIGINT", exitCode: 1 });
});

test("a step that does not let go, and a second signal, end the process", async () => {
  const stuck = (): Promise<never> => new Promise(() => {});
  const first = create();
  first.shutdown.add("stuck", stuck);
  first.send("SIGTERM");
  await first.clock.advance(150);
  assert.deepEqual(first.exits, [1]);
  const second = create(10_000);
  second.shutdown.add("stuck", stuck);
  second.send("SIGTERM");
  await second.clock.advance(1_000);
  second.send("SIGTERM");
  assert.deepEqual(second.exits, [143]);
  for (const { shutdown, left } of [first, second]) {
    assert.equal((await shutdown.finished).exitCode, 1);
    assert.deepEqual(left(), [0]);
  }
});

test("a real signal begins it", async () => {
  const shutdown = new GracefulShutdown({ graceMs: 60_000 });
  process.kill(process.pid, "SIGTERM");
  const waiting = setInterval(() => {}, 1_000); // A signal alone does not keep the process alive.
  const { reason } = await shutdown.finished;
  clearInterval(waiting);
  assert.equal(reason, "SIGTERM");
  assert.equal(process.listenerCount("SIGTERM"), 0);
});
