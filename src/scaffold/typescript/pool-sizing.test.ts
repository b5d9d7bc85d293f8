// Connection-pool sizing: how many connections one instance of an application should hold.
//
// Invariants the test proves:
// - never above what the server allows, never below the deadlock floor
// - a floor above the allowed maximum is an error, not a number
// - the answer says which of the bounds decided, and the load it leaves on each connection
//
// Pitfalls:
// - A larger pool is not faster: beyond the useful number the server only switches between them.
// - A load of 1 or more means that arrivals outrun the pool; shorten the hold time or shed load.
// - Set a timeout for taking a connection: pg's Pool waits for ever unless told otherwise.
// - Holding a connection while awaiting something else is hold time too.
// - A pooler in front (PgBouncer) moves the limits there; size its pools with the same numbers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type PoolSize, type Server, type Workload, poolSize } from "./pool-sizing.js";

const cases: [string, Workload, Server, PoolSize][] = [
  [
    "one busy connection",
    { arrivalsPerSecond: 50, holdSeconds: 0.02 },
    { cores: 4 },
    { size: 1, decidedBy: "need", load: 1 },
  ],
  [
    "a part of a connection needs a whole one",
    { arrivalsPerSecond: 125, holdSeconds: 0.05 },
    { cores: 4 },
    { size: 7, decidedBy: "need", load: 6.25 / 7 },
  ],
  [
    "2 * 4 + 1 are useful",
    { arrivalsPerSecond: 400, holdSeconds: 0.05 },
    { cores: 4 },
    { size: 9, decidedBy: "useful", load: 20 / 9 },
  ],
  [
    "shared by three instances",
    { arrivalsPerSecond: 400, holdSeconds: 0.05 },
    { cores: 4, instances: 3 },
    { size: 3, decidedBy: "useful", load: 20 / 3 },
  ],
  [
    "(25 - 5) / 4 are allowed",
    { arrivalsPerSecond: 400, holdSeconds: 0.05 },
    { cores: 16, maxConnections: 25, reserved: 5, instances: 4 },
    { size: 5, decidedBy: "allowed", load: 4 },
  ],
  [
    "8 * (2 - 1) + 1 cannot deadlock",
    { arrivalsPerSecond: 10, holdSeconds: 0.1, tasks: 8, nestedConnections: 2 },
    { cores: 4 },
    { size: 9, decidedBy: "deadlock floor", load: 1 / 9 },
  ],
];

for (const [name, workload, server, expected] of cases) {
  test(name, () => {
    assert.deepEqual(poolSize(workload, server), expected);
  });
}

test("a floor above the allowed maximum is an error, one below it is not", () => {
  const server = { cores: 4, maxConnections: 20, reserved: 3 };
  const nested = { arrivalsPerSecond: 10, holdSeconds: 0.1, nestedConnections: 2 };
  assert.equal(poolSize({ ...nested, tasks: 16 }, server).size, 17);
  assert.throws(
    () => poolSize({ ...nested, tasks: 17 }, server),
    /need at least 18, but the server allows 17/,
  );
});

test("impossible numbers are refused by name", () => {
  const workload = { arrivalsPerSecond: 1, holdSeconds: 1 };
  const refused: [Workload, Server, RegExp][] = [
    [{ ...workload, arrivalsPerSecond: 0 }, { cores: 1 }, /arrivalsPerSecond must be .* above 0/],
    [{ ...workload, holdSeconds: Infinity }, { cores: 1 }, /holdSeconds .* received Infinity/],
    [{ ...workload, holdSeconds: Number.NaN }, { cores: 1 }, /holdSeconds .* received NaN/],
    [workload, { cores: 0 }, /cores must be/],
    [workload, { cores: 1, instances: 0 }, /instances must be/],
    [workload, { cores: 1, maxConnections: 10 }, /allowed must be/],
    [workload, { cores: 1, disks: -1 }, /disks must be finite and above -1, received -1/],
  ];
  for (const [one, other, message] of refused) assert.throws(() => poolSize(one, other), message);
});
