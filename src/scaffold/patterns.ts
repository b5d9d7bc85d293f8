import type { Language, Pattern } from "./pattern.js";

/** A pattern and the files it is made of, below src/. The conventions are compile.ts's. */
export interface PatternSource extends Pattern {
  /** TypeScript sources of the standalone variant; what they import comes along. */
  code: readonly string[];
  /** What the standalone variant's test and example need, by language; its code needs nothing. */
  drivers?: Partial<Record<Language, Record<string, string>>>;
  /** Packages of the library variants, by language. None: that variant does not exist. */
  libraries?: Partial<Record<Language, Record<string, string>>>;
}

/** Every pattern, in the order in which they are listed. */
export const PATTERNS: readonly PatternSource[] = [
  {
    id: "semaphore-limiter",
    title: "Semaphore: at most N at once",
    needs: ["semaphore", "limit concurrency", "at most n at once", "concurrency limit", "permit"],
    reference: "synchronization-primitives",
    code: ["primitives/semaphore.ts"],
    libraries: { typescript: { "p-limit": "7.3.3" }, python: { anyio: "4.15.1" } },
  },
  {
    id: "task-scope",
    title: "Scope: tasks that cannot outlive their owner",
    needs: ["structured concurrency", "taskgroup", "nursery", "abortcontroller", "cancel siblings"],
    reference: "structured-concurrency",
    code: ["primitives/scope.ts"],
    libraries: { python: { anyio: "4.15.1" } },
  },
  {
    id: "bounded-map",
    title: "Bounded parallel map",
    needs: ["parallel map", "map with concurrency", "process a list", "promise.all with limit"],
    reference: "backpressure-and-flow-control",
    code: ["primitives/map-concurrent.ts"],
    libraries: { typescript: { "p-map": "7.1.1" }, python: { anyio: "4.15.1" } },
  },
  {
    id: "fan-out-fan-in",
    title: "Fan-out/fan-in pipeline",
    needs: ["fan out", "fan in", "pipeline", "stages", "scatter gather", "map reduce"],
    reference: "agentic-concurrency",
    code: ["scaffold/typescript/fan-out-fan-in.ts"],
  },
  {
    id: "settle-all",
    title: "Settle all: every outcome, none lost",
    needs: ["allsettled", "return_exceptions", "partial failure", "collect all results"],
    reference: "structured-concurrency",
    code: ["primitives/settle-all.ts"],
  },
  {
    id: "first-wins",
    title: "First success wins, with optional hedging",
    needs: [
      "race",
      "first result",
      "fastest mirror",
      "hedge",
      "hedging",
      "promise.any",
      "tail latency",
    ],
    reference: "structured-concurrency",
    code: ["primitives/first-wins.ts"],
  },
  {
    id: "streaming-backpressure",
    title: "Streaming with backpressure",
    needs: ["stream", "backpressure", "drain", "high water mark", "large file", "slow consumer"],
    reference: "backpressure-and-flow-control",
    code: ["scaffold/typescript/streaming-backpressure.ts"],
  },
  {
    id: "token-bucket",
    title: "Token bucket rate limiter",
    needs: ["rate limit", "token bucket", "requests per second", "burst", "throttle"],
    reference: "rate-limiting",
    code: ["primitives/token-bucket.ts"],
  },
  {
    id: "sliding-window",
    title: "Sliding-window rate limiter",
    needs: [
      "sliding window",
      "rolling window",
      "requests per minute",
      "hard quota",
      "window limit",
    ],
    reference: "rate-limiting",
    code: ["primitives/sliding-window.ts"],
  },
  {
    id: "retry",
    title: "Retry with backoff, jitter and a deadline",
    needs: ["retry", "backoff", "jitter", "retry-after", "transient error", "429", "503"],
    reference: "rate-limiting",
    code: ["primitives/retry.ts"],
    libraries: { typescript: { "p-retry": "7.1.1" }, python: { tenacity: "9.1.4" } },
  },
  {
    id: "mutex-keyed",
    title: "Mutex and keyed mutex",
    needs: ["mutex", "lock", "critical section", "lock per key", "keyed lock", "one at a time per"],
    reference: "synchronization-primitives",
    code: ["primitives/mutex.ts", "primitives/keyed-mutex.ts"],
  },
  {
    id: "read-write-lock",
    title: "Read/write lock",
    needs: ["read write lock", "rwlock", "many readers", "one writer", "shared exclusive"],
    reference: "synchronization-primitives",
    code: ["primitives/read-write-lock.ts"],
  },
  {
    id: "circuit-breaker",
    title: "Circuit breaker",
    needs: ["circuit breaker", "stop calling a failing service", "half-open", "cascading failure"],
    reference: "rate-limiting",
    code: ["primitives/circuit-breaker.ts"],
  },
  {
    id: "worker-pool",
    title: "Worker pool: threads or processes for work that computes",
    needs: [
      "worker pool",
      "worker threads",
      "thread pool",
      "process pool",
      "cpu bound",
      "blocks the event loop",
      "heavy computation",
    ],
    reference: "worker-parallelism",
    code: ["primitives/worker-pool.ts", "primitives/worker-task.ts"],
  },
  {
    id: "optimistic-locking",
    title: "Optimistic locking with retry (SQL)",
    needs: ["optimistic lock", "version column", "compare and swap", "lost update", "stale write"],
    reference: "database-concurrency",
    code: ["scaffold/typescript/optimistic-locking.ts"],
    drivers: { typescript: { pg: "8.23.1" } },
    libraries: { python: { "psycopg[binary]": "3.3.6" } },
  },
  {
    id: "pessimistic-locking",
    title: "Pessimistic locking in a transaction (SQL)",
    needs: [
      "select for update",
      "pessimistic lock",
      "row lock",
      "lock_timeout",
      "transfer money",
      "40p01",
    ],
    reference: "database-concurrency",
    code: ["scaffold/typescript/pessimistic-locking.ts"],
    drivers: { typescript: { pg: "8.23.1" } },
    libraries: { python: { "psycopg[binary]": "3.3.6" } },
  },
  {
    id: "advisory-lock",
    title: "Advisory lock (PostgreSQL)",
    needs: [
      "advisory lock",
      "pg_advisory_lock",
      "run only once across servers",
      "cron on many instances",
    ],
    reference: "database-concurrency",
    code: ["scaffold/typescript/advisory-lock.ts"],
    drivers: { typescript: { pg: "8.23.1" } },
    libraries: { python: { "psycopg[binary]": "3.3.6" } },
  },
  {
    id: "pool-sizing",
    title: "Connection-pool sizing",
    needs: [
      "pool size",
      "connection pool",
      "too many connections",
      "max connections",
      "little's law",
    ],
    reference: "database-concurrency",
    code: ["scaffold/typescript/pool-sizing.ts"],
  },
  {
    id: "tool-call-dispatcher",
    title: "Tool-call dispatcher: reads together, writes in order",
    needs: [
      "tool calls",
      "dispatch",
      "parallel tools",
      "agent tools",
      "read-only and stateful calls",
    ],
    reference: "agentic-concurrency",
    code: ["scaffold/typescript/tool-call-dispatcher.ts"],
  },
];
