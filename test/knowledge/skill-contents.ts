/** What the skill must hold, item by item, so that no edit loses any of it. */

export const CAPABILITIES = [
  "Structured Concurrency",
  "Parallel Execution",
  "Synchronization Primitives",
  "Backpressure and Flow Control",
  "Rate Limiting",
  "Event Loop Mastery",
  "Database Concurrency",
  "Worker-Based Parallelism",
  "Agentic Concurrency",
];

export const REFERENCES = [
  "structured-concurrency",
  "synchronization-primitives",
  "backpressure-and-flow-control",
  "rate-limiting",
  "database-concurrency",
  "event-loop-internals",
  "worker-parallelism",
  "agentic-concurrency",
];

export const PRINCIPLES = [
  "Structured over unstructured",
  "Fail fast, cancel siblings",
  "Classify before parallelizing",
  "Bound everything",
  "Backpressure is mandatory",
  "Measure contention",
];

export const STEPS = [
  "Identify concurrency needs",
  "Choose the right primitive",
  "Set bounds",
  "Implement with structure",
  "Add synchronization",
  "Test under load",
  "Monitor in production",
];

export const NEEDS = [
  "Run all, fail if any fails",
  "Run all, collect all results",
  "First success wins",
  "First to complete wins",
  "Limited concurrency",
  "Limited rate",
  "CPU-bound parallelism",
  "Cancellation",
  "Timeout",
  "Exclusive section across `await`",
  "Read, change, write a row",
];

/** The start of each row of the anti-patterns' first column. */
export const ANTI_PATTERNS = [
  "Fire-and-forget promises or tasks",
  "Unbounded `Promise.all` on large arrays",
  "`asyncio.gather` without `return_exceptions` when partial failure is acceptable",
  "Shared mutable state without synchronization",
  "Polling loops with `sleep(0.1)`",
  "Catching errors silently in concurrent tasks",
  "Global semaphore for unrelated resources",
];

/** The start of each item of the checklist. */
export const CHECKLIST = [
  "Concurrency type identified",
  "Maximum concurrency limits defined and enforced",
  "Structured concurrency used",
  "Error handling strategy chosen",
  "Cancellation propagated",
  "Shared mutable state protected by mutex/lock",
  "Backpressure implemented for producer-consumer flows",
  "Timeouts set on all async operations",
  "Rate limits respected for external API calls",
  "Database access uses appropriate locking strategy",
  "Connection pools sized appropriately",
  "Deadlock prevention verified",
  "Agentic tool calls classified as read-only (parallelize) or stateful (serialize",
  "Load tested under realistic concurrency levels with failure injection",
  "Monitoring in place for queue depth, lock contention, task latency, and error rates",
];

export const ESCALATIONS = [
  "Distributed concurrency",
  "Persistent deadlocks",
  "GIL-bound Python performance",
  "Database contention at scale",
  "Backpressure cascading failures",
  "Real-time ordering guarantees",
];

export const TRIGGERS = [
  "concurrency",
  "async",
  "await",
  "parallel",
  "race condition",
  "deadlock",
  "semaphore",
  "mutex",
  "backpressure",
  "rate limit",
  "event loop",
  "worker threads",
  "asyncio",
  "TaskGroup",
  "Promise.all",
  "Promise.allSettled",
  "connection pool",
  "optimistic locking",
  "structured concurrency",
  "fan-out fan-in",
];

/** Claims that are wrong or that nobody can source; the skill must not teach them again. */
export const RETIRED_CLAIMS = [
  /isinstance\(\w+, Exception\)\]/, // counts a cancelled child as a success
  /5-10 ?%/, // a retry rate that nobody measured
  /semaphore \+ delay/, // is no rate limit
  /optimistic for reads-heavy/, // the axis is conflict probability and cost of redo
  /requires distributed consensus/, // one log or one sequence often suffices
  /\{baseDir\}/, // the links are relative
  /async with aiohttp\.ClientSession\(\) as session:/, // a session for each request
];
