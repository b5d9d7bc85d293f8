/** Three instances share a server with four cores; each serves 200 requests a second. */
import { poolSize } from "./pool-sizing.js";

const { size, decidedBy, load } = poolSize(
  { arrivalsPerSecond: 200, holdSeconds: 0.012 },
  { cores: 4, instances: 3 },
);
process.stdout.write(`${size} connections (${decidedBy}), load ${load.toFixed(2)}\n`);
