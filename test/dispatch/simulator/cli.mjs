// Simulates seeds: `FROM COUNT SECONDS`. Bundled by soak.mjs, and with planted faults by the tests.
import { simulateSeeds, traceSeed } from "./seeds.ts";

const [from = "1", count = "1000", seconds = "3600"] = process.argv.slice(2);
const started = performance.now();
const spentMs = () => performance.now() - started;
const { seeds, batches, starts, failed } = await simulateSeeds(
  Number(from),
  (tested) => tested.seeds >= Number(count) || spentMs() > Number(seconds) * 1_000,
);
console.log(`${seeds} seeds from ${from}: ${batches} batches, ${starts} starts`);
console.log(`${(spentMs() / 1_000).toFixed(1)} s, ${(spentMs() / batches).toFixed(2)} ms a batch`);
if (failed !== undefined) {
  console.log(await traceSeed(failed));
  process.exitCode = 1;
}
