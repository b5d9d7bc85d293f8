/**
 * Which cues show that an escalation of the skill applies: its title there, and cues as the tables
 * of this folder write them. A test holds both sides against each other.
 */
export const ESCALATION_CUES: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "Distributed concurrency",
    [
      "distributed lock*",
      "redlock",
      "fencing token",
      "leader election",
      "@lock + @instance",
      "redis lock",
      "zookeeper",
      "etcd",
      "consul",
      "two phase commit",
      "2pc",
      "saga",
      "@double + cron",
      "cron + @instance",
      "scheduled job + @instance",
    ],
  ],
  [
    "Persistent deadlocks",
    ["deadlock detected", "deadlock found", "@data + deadlock*", "dining philosophers"],
  ],
  [
    "GIL-bound Python performance",
    ["gil", "global interpreter lock", "no gil", "free thread*", "nogil"],
  ],
  [
    "Database contention at scale",
    [
      "lock contention",
      "lock wait timeout exceeded",
      "serialization failure*",
      "write conflict",
      "lock escalation",
      "could not serialize access",
    ],
  ],
  [
    "Backpressure cascading failures",
    ["cascad* failure*", "cascading", "load shedding", "shed load", "retry storm*"],
  ],
  [
    "Real-time ordering guarantees",
    ["global order*", "total order*", "strict order*", "event ordering"],
  ],
]);
