import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import type { Ending, Intent } from "../../../src/dispatch/coordinator.ts";
import {
  openLedger,
  type OpenLedger,
  type OpenLedgerOptions,
} from "../../../src/dispatch/ledger/open-ledger.ts";

const folders: string[] = [];
const opened: OpenLedger[] = [];

afterEach(async () => {
  for (const ledger of opened.splice(0)) await ledger.close().catch(() => undefined);
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A folder that does not exist yet, and is removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), "ledger-"));
  folders.push(parent);
  return join(parent, "state", "ledger");
}

/** Opens a ledger that is closed after the test. */
export async function opens(options: OpenLedgerOptions): Promise<OpenLedger> {
  const ledger = await openLedger({ wallClock: () => 1_000, ...options });
  opened.push(ledger);
  return ledger;
}

export const intent = (call: string, more: Partial<Intent> = {}): Intent => ({
  batch: "b",
  call,
  server: "s",
  tool: "write",
  effect: "stateful",
  idempotent: false,
  argumentsHash: "h",
  idempotencyKey: undefined,
  token: 1,
  attempt: 1,
  ...more,
});

export const ended = (call: string, more: Partial<Ending> = {}): Ending => ({
  batch: "b",
  call,
  status: "ok",
  ...more,
});

/** The state of each call, by its name. */
export async function statesIn(ledger: OpenLedger): Promise<Record<string, string>> {
  const { entries } = await ledger.report();
  return Object.fromEntries(entries.map(({ call, state }) => [call, state]));
}
