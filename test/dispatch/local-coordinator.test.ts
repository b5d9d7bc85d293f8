import { expect, test } from "vitest";
import type { Ending, Ledger, LockTicket } from "../../src/dispatch/coordinator.ts";
import { createLocalCoordinator } from "../../src/dispatch/local-coordinator.ts";
import { TAINTS_MAX } from "../../src/dispatch/tainted-resources.ts";
import { FakeClock } from "../primitives/fake-clock.ts";
import { intent, opens, temporaryFolder } from "./ledger/temporary-ledger.ts";
import { coordinatorConformance, REST } from "./coordinator-conformance.ts";
import { reads, request, writes } from "./coordinator-subject.ts";

coordinatorConformance("a local coordinator's", async ({ ledger, ...options } = {}) => {
  const clock = new FakeClock();
  const opened = ledger === true ? await opens({ folder: await temporaryFolder() }) : undefined;
  const coordinator = createLocalCoordinator({ ...options, ledger: opened, clock });
  return { coordinator, advance: (ms) => clock.advance(ms) };
});

test("tokens go on where an earlier process has left off", async () => {
  const folder = await temporaryFolder();
  const before = await opens({ folder });
  await before.begin(intent("old", { token: 41 }));
  await before.close();
  const coordinator = createLocalCoordinator({ ledger: await opens({ folder }) });
  const [ticket] = coordinator.enter([request("new", writes("a"))]) as [LockTicket];
  expect(ticket.grant?.token).toBe(42);
  ticket.release();
});

const silent: Ledger = {
  begin: async () => undefined,
  end: async () => undefined,
  recorded: () => undefined,
};

const ending = (call: string, status: Ending["status"]): Ending => ({ batch: "b", call, status });

test("a call of unknown outcome taints what it was to write until it is acknowledged", async () => {
  const coordinator = createLocalCoordinator({ ledger: silent });
  const taintOf = (...claims: Parameters<typeof writes>): readonly string[] => {
    const [ticket] = coordinator.enter([request("next", reads(...claims))]) as [LockTicket];
    const calls = ticket.grant?.taint.map(({ call }) => call) ?? [];
    ticket.release();
    return calls;
  };
  const [lost] = coordinator.enter([request("lost", writes("f", "a"), reads("g"))]) as [LockTicket];
  await coordinator.ledger?.end(ending("lost", "unknown"));
  lost.release();

  expect(taintOf("f", "a")).toEqual(["lost"]);
  expect(taintOf("f")).toEqual(["lost"]);
  expect(taintOf("f", "b")).toEqual([]);
  expect(taintOf("g")).toEqual([]);
  expect(coordinator.acknowledge({ batch: "b", call: "lost" })).toBe(true);
  expect(coordinator.acknowledge({ batch: "b", call: "lost" })).toBe(false);
  expect(taintOf("f", "a")).toEqual([]);
  expect(coordinator.stats()).toEqual(REST);
});

test("an end that is learned late takes the taint away", async () => {
  const coordinator = createLocalCoordinator({ ledger: silent });
  const [late] = coordinator.enter([request("late", writes("a"))]) as [LockTicket];
  await coordinator.ledger?.end(ending("late", "unknown"));
  await coordinator.ledger?.end(ending("late", "ok"));
  late.release();
  const [next] = coordinator.enter([request("next", writes("a"))]) as [LockTicket];
  expect(next.grant?.taint).toEqual([]);
  next.release();
});

test("the oldest taint is forgotten when there are more than can be kept", async () => {
  const coordinator = createLocalCoordinator({ ledger: silent });
  for (let index = 0; index <= TAINTS_MAX; index += 1) {
    const [ticket] = coordinator.enter([request(`${index}`, writes("a"))]) as [LockTicket];
    await coordinator.ledger?.end(ending(`${index}`, "unknown"));
    ticket.release();
  }
  const [next] = coordinator.enter([request("next", writes("a"))]) as [LockTicket];
  expect(next.grant?.taint.length).toBe(TAINTS_MAX);
  expect(next.grant?.taint[0]).toEqual({ batch: "b", call: "1" });
  next.release();
});

test("a promise asked for before a release has an older token than its successor", async () => {
  const coordinator = createLocalCoordinator();
  const [first, second] = coordinator.enter([
    request("0", writes("a")),
    request("1", writes("a")),
  ]) as [LockTicket, LockTicket];
  const late = first.granted;
  first.release();
  const next = second.grant?.token ?? 0;
  expect((await late).token).toBeLessThan(next);
  second.release();
});

test("a server named like a property of every object has no rate unless one is given", () => {
  const coordinator = createLocalCoordinator();
  expect(coordinator.takePermit("constructor")).toBe(0);
});

test("closing the coordinator closes its ledger", async () => {
  let closed = 0;
  const close = async (): Promise<void> => void (closed += 1);
  await createLocalCoordinator({ ledger: { ...silent, close } }).close();
  await createLocalCoordinator({ ledger: silent }).close();
  expect(closed).toBe(1);
});
