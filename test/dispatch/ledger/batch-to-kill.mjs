/**
 * Runs a batch on a real dispatcher with a real ledger, and kills its own process at one point of
 * it: node batch-to-kill.mjs FOLDER EFFECTS POINT [fileBytesMax]
 * Every effect is a line in the file EFFECTS. Prints how many points there were if it lives on.
 */
import { appendFileSync } from "node:fs";
import { createDispatcher, createLocalCoordinator, openLedger } from "../../../dist/index.js";
import { nodeFiles } from "../../../dist/dispatch/ledger/files.js";
import { batchToKill, toolsWith } from "./batch-to-kill-calls.mjs";

const [folder = "", effects = "", point = "0", fileBytesMax] = process.argv.slice(2);
let points = 0;

/** A point at which the process may be killed: the kernel does it before this returns. */
function mayDie() {
  points += 1;
  if (points === Number(point)) process.kill(process.pid, "SIGKILL");
}

/**
 * Lets the process die before and after a step.
 * @template {unknown[]} Args
 * @template T
 * @param {(...args: Args) => Promise<T>} step
 * @returns {(...args: Args) => Promise<T>}
 */
function mortal(step) {
  return async (...args) => {
    mayDie();
    const result = await step(...args);
    mayDie();
    return result;
  };
}

/** @type {import("../../../dist/dispatch/ledger/files.js").LedgerFiles} */
const files = {
  ...nodeFiles,
  makeFolder: mortal((path) => nodeFiles.makeFolder(path)),
  rename: mortal((from, to) => nodeFiles.rename(from, to)),
  remove: mortal((path) => nodeFiles.remove(path)),
  syncFolder: mortal((path) => nodeFiles.syncFolder(path)),
  create: mortal(async (path) => {
    const file = await nodeFiles.create(path);
    return {
      // In two parts, so that the process can die in the middle of a line.
      append: mortal(async (bytes) => {
        const half = Math.floor(bytes.length / 2);
        await file.append(bytes.subarray(0, half));
        mayDie();
        await file.append(bytes.subarray(half));
      }),
      sync: mortal(() => file.sync()),
      close: mortal(() => file.close()),
    };
  }),
};

const bounds =
  fileBytesMax === undefined ? {} : { fileBytesMax: Number(fileBytesMax), filesMax: 1 };
const ledger = await openLedger({ folder, files, ...bounds });
const tools = toolsWith((name) => appendFileSync(effects, `${name}\n`), mayDie);
const coordinator = createLocalCoordinator({ ledger });
const dispatcher = createDispatcher({ tools, coordinator, bounds: { inFlightMax: 3 } });
await dispatcher.dispatch(batchToKill);
await dispatcher.close();
await coordinator.close();
process.stdout.write(`${points}\n`);
