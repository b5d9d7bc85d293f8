/** Three instances share a server with four cores; each serves 200 requests a second. */
import { type PoolSize, poolSize } from "./pool-sizing.js";

export function scaffolded(instances: number): PoolSize {
  return poolSize(
    { arrivalsPerSecond: 200, holdSeconds: 0.012 }, // What one instance does.
    { cores: 4, instances }, // The server that all share.
  );
}

const { size, decidedBy, load } = scaffolded(3);
process.stdout.write(`${size} connections (${decidedBy}), load ${load.toFixed(2)}\n`);
