// Simulates for as long as you like: `npm run soak -- [SECONDS] [FIRST-SEED]`. 600 s if left out.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleSimulator } from "./bundle.mjs";

const [seconds = "600", from = String(Date.now() % 1_000_000_000)] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "soak-"));
try {
  const file = join(folder, "simulator.mjs");
  await bundleSimulator(file);
  const { status } = spawnSync(process.execPath, [file, from, "1000000000", seconds], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
