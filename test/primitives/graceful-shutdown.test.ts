import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { expect, test, vi } from "vitest";
import {
  GracefulShutdown,
  type GracefulShutdownOptions,
} from "../../src/primitives/graceful-shutdown.ts";
import { OutOfRange } from "../../src/primitives/range.ts";
import { TimeoutError } from "../../src/primitives/with-timeout.ts";
import { FakeClock, settled } from "./fake-clock.ts";
import { deferred, outcome } from "./watch.ts";

/** A shutdown whose signals, time and end are the test's. */
function create(options: Partial<GracefulShutdownOptions> = {}) {
  const clock = new FakeClock();
  const source = new EventEmitter();
  const exits: number[] = [];
  const exit = (code: number): void => void exits.push(code);
  const shutdown = new GracefulShutdown({ graceMs: 100, clock, source, exit, ...options });
  const listening = (): number[] => ["SIGINT", "SIGTERM"].map((name) => source.listenerCount(name));
  const send = (name: NodeJS.Signals): void => void source.emit(name, name);
  return { shutdown, clock, exits, listening, send };
}

test("a signal stops new work at once and runs the steps, the last added first", async () => {
  const { shutdown, clock, exits, listening, send } = create();
  const log: string[] = [];
  const gates = { database: deferred(), jobs: deferred() };
  for (const name of ["database", "jobs"] as const) {
    shutdown.add(name, async () => {
      log.push(`${name} begins`);
      await gates[name].promise;
      log.push(`${name} ends`);
    });
  }
  shutdown.signal.addEventListener("abort", () => log.push("no new work"));
  expect(listening()).toEqual([1, 1]);
  expect(shutdown.stats()).toEqual({ state: "waiting", steps: 2, running: undefined, failed: 0 });
  send("SIGTERM");
  await settled();
  expect(log).toEqual(["no new work", "jobs begins"]);
  expect(shutdown.stats()).toEqual({ state: "stopping", steps: 1, running: "jobs", failed: 0 });
  gates.jobs.resolve();
  await settled();
  gates.database.resolve();
  const report = { reason: "SIGTERM", errors: [], wasHurried: false, exitCode: 0 };
  expect(await shutdown.finished).toEqual(report);
  expect(log.slice(2)).toEqual(["jobs ends", "database begins", "database ends"]);
  expect(shutdown.stats()).toEqual({ state: "stopped", steps: 0, running: undefined, failed: 0 });
  expect({ listening: listening(), timers: clock.timers }).toEqual({
    listening: [0, 0],
    timers: 0,
  });
  expect(exits).toEqual([]);
});

test("a step that fails is told, and the others run all the same", async () => {
  const { shutdown } = create();
  const ran: string[] = [];
  const [early, late] = [new Error("at once"), new Error("later")];
  shutdown.add("last", () => ran.push("last"));
  shutdown.add("throws", () => {
    throw early;
  });
  shutdown.add("rejects", () => Promise.reject(late));
  expect(await shutdown.begin("test")).toEqual({
    reason: "test",
    errors: [
      { step: "rejects", error: late },
      { step: "throws", error: early },
    ],
    wasHurried: false,
    exitCode: 1,
  });
  expect(ran).toEqual(["last"]);
  expect(shutdown.stats().failed).toBe(2);
});

test("it happens once, however often it is asked for", async () => {
  const { shutdown, send } = create();
  let runs = 0;
  shutdown.add("step", () => (runs += 1));
  send("SIGINT");
  const [first, second] = await Promise.all([shutdown.begin(), shutdown.begin("again")]);
  expect(first).toBe(second);
  expect(first.reason).toBe("SIGINT");
  expect(runs).toBe(1);
  expect((await create().shutdown.begin()).reason).toBe("asked to stop");
});

test("when the grace is over steps are told, and who lets go in time has ended well", async () => {
  const { shutdown, clock, exits } = create({ graceMs: 100, cleanupMs: 50 });
  const told: unknown[] = [];
  shutdown.add("after", (signal) => told.push(signal.aborted));
  shutdown.add("slow", (signal) => {
    return new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => {
        told.push(signal.reason);
        clock.setTimer(resolve, 49);
      });
    });
  });
  const finished = shutdown.begin();
  await clock.advance(99);
  expect(told).toEqual([]);
  await clock.advance(1);
  expect(told).toEqual([new TimeoutError(100)]);
  await clock.advance(49);
  expect(await finished).toMatchObject({ errors: [], wasHurried: true, exitCode: 1 });
  expect(told.at(-1)).toBe(true);
  expect({ exits, timers: clock.timers }).toEqual({ exits: [], timers: 0 });
});

test("a step that does not let go ends the process, and nothing more runs", async () => {
  const { shutdown, clock, exits, listening } = create({ graceMs: 100, cleanupMs: 50 });
  shutdown.add("never run", () => expect.unreachable());
  shutdown.add("stuck", () => new Promise(() => {}));
  const finished = shutdown.begin();
  await clock.advance(149);
  expect(await outcome(finished)).toBe("pending");
  expect(exits).toEqual([]);
  await clock.advance(1);
  expect(exits).toEqual([1]);
  const error = new TimeoutError(100);
  expect(await finished).toMatchObject({
    errors: [
      { step: "stuck", error },
      { step: "never run", error },
    ],
    wasHurried: true,
    exitCode: 1,
  });
  expect(listening()).toEqual([0, 0]);
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("a second signal, %s, ends the process at once with %d", async (name, code) => {
  const { shutdown, clock, exits, send } = create({ repeatMs: 500, graceMs: 10_000 });
  const signals: AbortSignal[] = [];
  shutdown.add("slow", (signal) => {
    signals.push(signal);
    return new Promise(() => {});
  });
  send("SIGTERM");
  await clock.advance(500);
  send(name);
  expect(exits).toEqual([]);
  await clock.advance(1);
  send(name);
  expect(exits).toEqual([code]);
  expect(signals[0]?.reason).toEqual(new Error(`a second signal came: ${name}`));
  expect(await shutdown.finished).toMatchObject({ errors: [{ step: "slow" }], wasHurried: true });
});

test("a step can be taken out, and one that is added meanwhile runs next", async () => {
  const { shutdown } = create();
  const ran: string[] = [];
  const remove = shutdown.add("closed by itself", () => ran.push("closed by itself"));
  shutdown.add("first added", () => ran.push("first added"));
  shutdown.add("opens one more", () => {
    ran.push("opens one more");
    shutdown.add("one more", () => ran.push("one more"));
  });
  remove();
  remove();
  await shutdown.begin();
  remove();
  expect(ran).toEqual(["opens one more", "one more", "first added"]);
  expect(() => shutdown.add("too late", () => {})).toThrow("nothing would run too late");
});

test("it listens to the signals it was told, and stops when it is told", () => {
  const source = new EventEmitter();
  const { shutdown } = create({ source, signals: ["SIGHUP"] });
  expect(source.eventNames()).toEqual(["SIGHUP"]);
  shutdown.ignoreSignals();
  expect(source.eventNames()).toEqual([]);
  expect(shutdown.stats().state).toBe("waiting");
});

test("it listens to this process by default", () => {
  const before = process.listenerCount("SIGTERM");
  const shutdown = new GracefulShutdown({ graceMs: 1 });
  expect(process.listenerCount("SIGTERM")).toBe(before + 1);
  shutdown.ignoreSignals();
  expect(process.listenerCount("SIGTERM")).toBe(before);
});

test.each(["graceMs", "cleanupMs", "repeatMs"])("%s below 0 is out of range", (field) => {
  const source = new EventEmitter();
  expect(() => create({ [field]: -1, source })).toThrow(OutOfRange);
  expect(source.eventNames()).toEqual([]);
  expect(() => create({ [field]: 0 })).not.toThrow();
});

test("a second beginning starts no step beside the one that runs", async () => {
  const { shutdown } = create();
  const gate = deferred();
  const ran: string[] = [];
  shutdown.add("early", () => ran.push("early"));
  shutdown.add("late", () => gate.promise);
  const finished = [shutdown.begin("once"), shutdown.begin("twice")];
  await settled();
  expect({ ran, running: shutdown.stats().running }).toEqual({ ran: [], running: "late" });
  gate.resolve();
  await Promise.all(finished);
  expect(ran).toEqual(["early"]);
});

test("how long ago it began is what tells a repeated signal from a second one", async () => {
  const { shutdown, clock, exits, send } = create({ graceMs: 10_000 });
  const gate = deferred();
  shutdown.add("slow", () => gate.promise);
  await clock.advance(1_000);
  send("SIGINT");
  await clock.advance(400);
  send("SIGINT");
  expect(exits).toEqual([]);
  await clock.advance(101);
  send("SIGINT");
  expect(exits).toEqual([130]);
  gate.resolve();
  await shutdown.finished;
});

test("what ends it is the process's own exit unless told otherwise", async () => {
  const exit = vi.spyOn(process, "exit").mockImplementation(() => undefined as never);
  const { shutdown, clock } = create({ graceMs: 100, cleanupMs: 50, exit: undefined });
  shutdown.add("stuck", () => new Promise(() => {}));
  const finished = shutdown.begin();
  await clock.advance(150);
  await finished;
  expect(exit.mock.calls).toEqual([[1]]);
  exit.mockRestore();
});

test("a real process that does not let go ends by its second signal", async () => {
  const built = new URL("../../dist/primitives/graceful-shutdown.js", import.meta.url).href;
  const program = `
    const { GracefulShutdown } = await import(${JSON.stringify(built)});
    const shutdown = new GracefulShutdown({ graceMs: 60_000, repeatMs: 0 });
    shutdown.add("hangs", () => new Promise((resolve) => setTimeout(resolve, 50_000)));
    setTimeout(() => {}, 50_000);
    const stop = () => process.kill(process.pid, "SIGINT");
    shutdown.signal.addEventListener("abort", () => setTimeout(stop, 5));
    stop();
  `;
  const args = ["--input-type=module", "--eval", program];
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  expect(await once(child, "exit")).toEqual([130, null]);
});
