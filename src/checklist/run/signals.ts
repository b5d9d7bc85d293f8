import { isNetwork } from "../facts/outbound.js";
import type { Pattern } from "../ir/calls.js";
import type { SourceFile } from "../ir/source-file.js";
import { evidenceIn, type Evidence } from "./evidence.js";

/** What a file does that makes items of the checklist apply to it, or answers one. */
export type Signal =
  | "asynchronous"
  | "fan-out"
  | "outbound"
  | "shared-state"
  | "queue"
  | "database"
  | "pool"
  | "lock"
  | "tool"
  | Evidence;

/** By modules that are imported. */
const MODULES: readonly [RegExp, Signal][] = [
  [
    /^(?:asyncio|anyio|trio|threading|multiprocessing|concurrent|node:worker_threads)\b/,
    "asynchronous",
  ],
  [/^(?:worker_threads|p-limit|p-map|p-queue|piscina|async)$/, "asynchronous"],
  [/^(?:node:)?(?:stream|events|readline)\b|^queue$/, "queue"],
  [
    /^(?:bullmq|bull|amqplib|kafkajs|kafka|aiokafka|aio_pika|pika|celery|nats|mqtt|ws|p-queue)\b/,
    "queue",
  ],
  [
    /^(?:pg|mysql2?|knex|typeorm|sequelize|mongoose|mongodb|better-sqlite3|sqlite3?|kysely)\b/,
    "database",
  ],
  [
    /^(?:@prisma|drizzle-orm|sqlalchemy|psycopg2?|asyncpg|aiosqlite|pymongo|motor|django\.db)\b/,
    "database",
  ],
  [/^(?:pymysql|aiomysql|tortoise|peewee|databases|slonik|postgres|mikro-orm)\b/, "database"],
  [
    /^(?:aiohttp|httpx|requests|axios|undici|got|ky|node-fetch|boto3|openai|anthropic|grpc)\b/,
    "outbound",
  ],
  [/^(?:node:)?https?$|^urllib\.request\b|^urllib$/, "outbound"],
  [/^(?:ioredis|redis|aioredis|generic-pool)\b/, "pool"],
  [/^(?:async-mutex|async-lock|proper-lockfile|redlock|filelock|semaphore)\b/, "lock"],
  [/^(?:@modelcontextprotocol|mcp|fastmcp)\b|langchain.*tools|^@openai\/agents|^ai$/, "tool"],
  [
    /^(?:k6|autocannon|artillery|locust|loadtest|vegeta|molotov|pytest_benchmark|tinybench)\b/,
    "load-test",
  ],
  [
    /^(?:toxiproxy[\w-]*|chaos[\w-]*|nock|aioresponses|responses|respx|pytest_httpx)\b/,
    "failure-injection",
  ],
  [
    /^(?:prom-client|prometheus_client|@?opentelemetry|hot-shots|statsd|dd-trace|datadog)\b/,
    "metrics",
  ],
  [/^(?:aws_embedded_metrics|@sentry|sentry_sdk|newrelic|applicationinsights)\b/, "metrics"],
];

/** By what is called. */
const CALLS: readonly [Pattern, Signal][] = [
  [/^Promise\.|^setTimeout$|^setInterval$|^queueMicrotask$|^asyncio\./, "asynchronous"],
  [
    /^Promise\.(?:all|allSettled|any|race)$|^asyncio\.(?:gather|wait|as_completed|create_task)$/,
    "fan-out",
  ],
  [/(?:Executor|Pool|TaskGroup)\(\)\.(?:map|submit|create_task|start_soon)$/, "fan-out"],
  [/\bQueue$|\.pipe$|^node:stream(?:\/promises)?\.\w+$/, "queue"],
  [
    /(?:Pool|create_engine|createPool|create_pool|ThreadPoolExecutor|AsyncClient|ClientSession)$/,
    "pool",
  ],
  [/(?:Lock|RLock|Mutex|Semaphore|BoundedSemaphore|Condition)$/, "lock"],
  [/\.(?:registerTool|addTool)$/, "tool"],
  [{ test: isNetwork }, "outbound"],
];

/** What this file does, each once. */
export function signalsOf(file: SourceFile): Signal[] {
  const found = new Set<Signal>(evidenceIn(file));
  for (const { module } of file.all("import")) {
    for (const [pattern, signal] of MODULES) if (pattern.test(module)) found.add(signal);
  }
  if (file.all("await").length > 0 || file.all("function").some(({ isAsync }) => isAsync)) {
    found.add("asynchronous");
  }
  for (const [pattern, signal] of CALLS) {
    if (file.callsOf(pattern).length > 0) found.add(signal);
  }
  if (found.has("asynchronous") && writesSharedState(file)) found.add("shared-state");
  return [...found];
}

/** Assignments to fields or to the module's own variables from inside functions. */
function writesSharedState(file: SourceFile): boolean {
  return file.all("assign").some(({ target, declares }) => {
    if (declares !== undefined) return false;
    if (target.kind === "member" || target.kind === "index") return true;
    return target.kind === "name" && file.binding(target)?.scope.kind === "module";
  });
}
