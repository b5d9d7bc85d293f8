import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createDispatcher } from "../../../src/dispatch/create-dispatcher.ts";
import type { LedgerEntry } from "../../../src/dispatch/ledger/history.ts";
import type { OpenLedger } from "../../../src/dispatch/ledger/open-ledger.ts";
import { createLocalCoordinator } from "../../../src/dispatch/local-coordinator.ts";
import type { Outcome } from "../../../src/dispatch/outcome.ts";
import { batchToKill, toolsWith } from "./batch-to-kill-calls.mjs";
import { opens, temporaryFolder } from "./temporary-ledger.ts";

const PROGRAM = fileURLToPath(new URL("batch-to-kill.mjs", import.meta.url));

/** Calls that have an effect when all goes well; `broken` fails before it has one. */
const WRITES = new Set(["after", "all", "beside", "first", "last", "second"]);

/** Runs the batch in a process that dies at a point of it; how many points, if it did not. */
function runBatch(
  folder: string,
  effects: string,
  point: number,
  fileBytesMax: number | undefined,
): Promise<number | undefined> {
  const bounds = fileBytesMax === undefined ? [] : [`${fileBytesMax}`];
  const args = [PROGRAM, folder, effects, `${point}`, ...bounds];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (signal === "SIGKILL") resolve(undefined);
      else if (code === 0) resolve(Number(printed));
      else reject(new Error(`the batch ended with ${code ?? signal}`));
    });
  });
}

/** How often each call had its effect. */
async function effectsIn(path: string): Promise<Map<string, number>> {
  const text = await readFile(path, "utf8").catch(() => "");
  const counts = new Map<string, number>();
  for (const name of text.split("\n").filter(Boolean)) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** What is wrong about the report, given what really happened. */
function lies(entries: readonly LedgerEntry[], effects: ReadonlyMap<string, number>): string[] {
  const found: string[] = [];
  const known = new Map(entries.map((entry) => [entry.call, entry]));
  for (const [call, count] of effects) {
    if (count > 1) found.push(`${call}: ${count} effects`);
    const { state } = known.get(call) ?? {};
    if (state !== "finished" && state !== "in-doubt") found.push(`${call}: effect, but ${state}`);
  }
  for (const { call, state, status } of entries) {
    const isDone = status === "ok";
    if (state === "running") found.push(`${call}: still running`);
    if (state === "finished" && isDone !== effects.has(call)) found.push(`${call}: ${status}`);
    if (state === "not-started" && effects.has(call)) found.push(`${call}: did start`);
    if (status === "ok" && call === "broken") found.push("broken: ok");
  }
  return found;
}

/** Asks for the same calls once more. */
async function runAgain(ledger: OpenLedger, effects: Map<string, number>): Promise<Outcome[]> {
  const effect = (name: string): unknown => effects.set(name, (effects.get(name) ?? 0) + 1);
  const coordinator = createLocalCoordinator({ ledger });
  const tools = toolsWith(effect, () => undefined);
  const dispatcher = createDispatcher({ tools, coordinator });
  const { outcomes } = await dispatcher.dispatch(batchToKill);
  await dispatcher.close();
  return [...outcomes];
}

/** Kills the batch at one point and compares what is then said with what was done. */
async function killAt(point: number, fileBytesMax?: number): Promise<number | undefined> {
  const folder = await temporaryFolder();
  const path = join(dirname(dirname(folder)), "effects");
  const points = await runBatch(folder, path, point, fileBytesMax);
  const effects = await effectsIn(path);
  const ledger = await opens({ folder });
  const { entries, problems } = await ledger.report();
  const at = `killed at point ${point}`;
  expect({ at, lies: lies(entries, effects) }).toEqual({ at, lies: [] });
  expect(problems.filter(({ kind }) => kind !== "torn")).toEqual([]);

  const states = new Map(entries.map(({ call, state }) => [call, state]));
  for (const { id, status, recorded } of await runAgain(ledger, effects)) {
    const isInDoubt = states.get(id) === "in-doubt";
    const told = `${at}: ${id} was ${states.get(id)}`;
    // What is in doubt is not run again, and neither is what hangs on it.
    if (isInDoubt) expect([told, status, recorded]).toEqual([told, "unknown", true]);
    else if (status === "ok" && WRITES.has(id)) expect([told, effects.get(id)]).toEqual([told, 1]);
  }
  expect([...effects].filter(([, count]) => count > 1)).toEqual([]);
  await ledger.close();
  await rm(dirname(dirname(folder)), { recursive: true, force: true });
  return points;
}

test("whenever a batch is killed, the ledger tells the truth; nothing is done twice", async () => {
  const points = (await killAt(0)) as number;
  expect(points).toBeGreaterThanOrEqual(60);
  for (let point = 1; point <= points; point += 1) await killAt(point);
}, 240_000);

test("the same while files are as small as a line, and merged all the time", async () => {
  const points = (await killAt(0, 1)) as number;
  expect(points).toBeGreaterThanOrEqual(150);
  for (let point = 1; point <= points; point += 5) await killAt(point, 1);
}, 240_000);
