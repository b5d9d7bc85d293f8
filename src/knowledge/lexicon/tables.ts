import { AGENTIC_CONCURRENCY } from "./agentic-concurrency.js";
import { BACKPRESSURE } from "./backpressure-and-flow-control.js";
import type { CueTable } from "./cue-table.js";
import { DATABASE_CONCURRENCY } from "./database-concurrency.js";
import { EVENT_LOOP } from "./event-loop-internals.js";
import { RATE_LIMITING } from "./rate-limiting.js";
import { STRUCTURED_CONCURRENCY } from "./structured-concurrency.js";
import { SYNCHRONIZATION_PRIMITIVES } from "./synchronization-primitives.js";
import { WORKER_PARALLELISM } from "./worker-parallelism.js";

/** The cues of all references; a new reference brings its table and a line here. */
export const TABLES: readonly CueTable[] = [
  STRUCTURED_CONCURRENCY,
  SYNCHRONIZATION_PRIMITIVES,
  BACKPRESSURE,
  RATE_LIMITING,
  DATABASE_CONCURRENCY,
  EVENT_LOOP,
  WORKER_PARALLELISM,
  AGENTIC_CONCURRENCY,
];
