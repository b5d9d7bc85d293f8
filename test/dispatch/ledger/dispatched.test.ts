import { expect, test } from "vitest";
import { createDispatcher } from "../../../src/dispatch/create-dispatcher.ts";
import type { BatchRequest } from "../../../src/dispatch/call.ts";
import type { OpenLedger } from "../../../src/dispatch/ledger/open-ledger.ts";
import { createLocalCoordinator } from "../../../src/dispatch/local-coordinator.ts";
import { diskError, hookedFiles } from "./faulty-files.ts";
import { opens, temporaryFolder } from "./temporary-ledger.ts";

let runs = 0;
const tools = {
  pay: { run: ({ amount }: { amount: number }) => ({ number: (runs += 1), amount }) },
  dump: { run: () => "x".repeat(70_000) },
  look: { run: () => "seen", effect: "read-only", footprint: () => [] },
} as const;

/** Runs a batch on a dispatcher of its own, as after a restart. */
async function dispatch(ledger: OpenLedger, calls: BatchRequest["calls"]) {
  const dispatcher = createDispatcher({ tools, coordinator: createLocalCoordinator({ ledger }) });
  const { outcomes } = await dispatcher.dispatch({ calls });
  await dispatcher.close();
  return outcomes;
}

const pay = (amount: number) => ({ tool: "pay", arguments: { amount }, idempotencyKey: "invoice" });

test("a request that is repeated after a restart is answered with what was recorded", async () => {
  const folder = await temporaryFolder();
  const first = await opens({ folder });
  const [paid] = await dispatch(first, [pay(5)]);
  await first.close();
  const second = await opens({ folder });
  const [again] = await dispatch(second, [pay(5)]);
  expect(again).toMatchObject({ status: "ok", recorded: true, attempts: 0 });
  expect(again?.result).toEqual(paid?.result);
  const [other] = await dispatch(second, [pay(6)]);
  expect(other).toMatchObject({
    status: "refused",
    refusal: { policy: "idempotency-key-reused" },
  });
});

test("a repeated request whose result was too large to keep says so", async () => {
  const ledger = await opens({ folder: await temporaryFolder() });
  const dump = { tool: "dump", idempotencyKey: "k" };
  await dispatch(ledger, [dump]);
  const [again] = await dispatch(ledger, [dump]);
  expect(again).toMatchObject({ status: "ok", recorded: true });
  expect(again?.error?.code).toBe("result-not-kept");
});

test("a call that the ledger cannot record is not sent; one that only reads goes on", async () => {
  const files = hookedFiles(({ name }) => {
    if (name === "sync") throw diskError("ENOSPC");
  });
  const ledger = await opens({ folder: await temporaryFolder(), files });
  const before = runs;
  const [pay, look] = await dispatch(ledger, [
    { tool: "pay", arguments: { amount: 1 } },
    { tool: "look" },
  ]);
  expect(pay).toMatchObject({ status: "failed", attempts: 0, error: { code: "ENOSPC" } });
  expect(look).toMatchObject({ status: "ok" });
  expect(runs).toBe(before);
});

test("the report names every call of a batch that may change something", async () => {
  const ledger = await opens({ folder: await temporaryFolder() });
  await dispatch(ledger, [
    { id: "first", tool: "pay", arguments: { amount: 1 } },
    { id: "look", tool: "look" },
    { id: "wrong", tool: "pay", arguments: { amount: { $from: "look", pointer: "/amount" } } },
    { id: "skipped", tool: "pay", arguments: { amount: 2 }, after: ["wrong"] },
  ]);
  const { entries } = await ledger.report();
  expect(entries.map(({ call, state, status }) => [call, state, status])).toEqual([
    ["first", "finished", "ok"],
    ["wrong", "not-started", undefined],
    ["skipped", "not-started", undefined],
  ]);
});
