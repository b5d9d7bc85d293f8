// A short run of what `npm run leaks` does at length.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);
const script = fileURLToPath(new URL("leak-run.mjs", import.meta.url));

test.skipIf(process.platform !== "linux").each(["stdio", "http"])(
  "many batches over %s leave no process, descriptor, listener, timer or memory behind",
  async (transport) => {
    const args = ["--expose-gc", script, "8", transport];
    // If something leaks, it exits with 1 and says what.
    const { stdout } = await run(process.execPath, args, { timeout: 55_000 });
    expect(JSON.parse(stdout)).toMatchObject({
      processes: 0,
      listeners: 0,
      heapBytes: 0,
      atRest: 0,
      processesAfterClose: 0,
      descriptorsAfterClose: 0,
      timersAfterClose: 0,
    });
  },
);
