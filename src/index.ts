/** The version of this package. */
export const version = "0.1.0";

export { abortable } from "./primitives/abortable.js";
export {
  Channel,
  ChannelClosed,
  type ChannelOptions,
  type ChannelStats,
} from "./primitives/channel.js";
export {
  CircuitBreaker,
  CircuitOpen,
  type CircuitBreakerOptions,
  type CircuitBreakerStats,
  type CircuitState,
} from "./primitives/circuit-breaker.js";
export {
  sleep,
  systemClock,
  TIMER_MS_MAX,
  type Clock,
  type Random,
  type SleepOptions,
  type Timer,
} from "./primitives/clock.js";
export {
  conflictGraph,
  type ConflictEdge,
  type ConflictGraph,
} from "./primitives/conflict-graph.js";
export { firstWins, type FirstWinsOptions } from "./primitives/first-wins.js";
export {
  GracefulShutdown,
  type GracefulShutdownOptions,
  type GracefulShutdownStats,
  type ShutdownReport,
  type SignalSource,
} from "./primitives/graceful-shutdown.js";
export { KeyedMutex, type KeyedMutexStats } from "./primitives/keyed-mutex.js";
export { linkAbort, type LinkedAbort } from "./primitives/link-abort.js";
export { mapConcurrent, type MapOptions } from "./primitives/map-concurrent.js";
export { Mutex, type LockOptions, type MutexStats } from "./primitives/mutex.js";
export { OutOfRange } from "./primitives/range.js";
export { parseRetryAfter, retry, type Attempt, type RetryOptions } from "./primitives/retry.js";
export {
  ReadWriteLock,
  type LockMode,
  type ReadWriteLockStats,
} from "./primitives/read-write-lock.js";
export {
  ResourceLock,
  type ResourceLockOptions,
  type ResourceLockStats,
} from "./primitives/resource-lock.js";
export { Withdrawn, type Blocker, type Claim, type Ticket } from "./primitives/resource-request.js";
export {
  openScope,
  scope,
  ScopeClosed,
  type OpenScope,
  type Scope,
  type ScopeOptions,
  type ScopeStats,
} from "./primitives/scope.js";
export {
  Semaphore,
  type AcquireOptions,
  type Release,
  type SemaphoreStats,
} from "./primitives/semaphore.js";
export { settleAll, type Settled } from "./primitives/settle-all.js";
export {
  SlidingWindow,
  type SlidingWindowOptions,
  type SlidingWindowStats,
} from "./primitives/sliding-window.js";
export {
  TokenBucket,
  type TokenBucketOptions,
  type TokenBucketStats,
  type TokenOptions,
} from "./primitives/token-bucket.js";
export { QueueFull } from "./primitives/waiter-queue.js";
export { TimeoutError, withTimeout, type TimeoutOptions } from "./primitives/with-timeout.js";
export type { DispatchOptions } from "./dispatch/batch-run.js";
export { DEFAULT_BOUNDS, type DispatchBounds, type LaneBounds } from "./dispatch/bounds.js";
export {
  WorkerPool,
  WorkerPoolClosed,
  type TaskOptions,
  type WorkerPoolOptions,
  type WorkerPoolStats,
} from "./primitives/worker-pool.js";
export { answerTasks, handOver, type HandedOver } from "./primitives/worker-task.js";
export { WorkerCrashed } from "./primitives/worker-thread.js";
export {
  ConnectionLost,
  NotSent,
  ToolFailed,
  type BatchRequest,
  type CallProfile,
  type CallRequest,
  type CallTarget,
  type Effect,
  type ErrorPolicy,
  type FootprintClaim,
  type PlannedCall,
  type ReadyCall,
  type Refusal,
  type RunContext,
} from "./dispatch/call.js";
export {
  createDispatcher,
  type Dispatcher,
  type DispatcherOptions,
} from "./dispatch/create-dispatcher.js";
export type { DispatcherStats } from "./dispatch/engine.js";
export { DispatcherClosed, InvalidBatch } from "./dispatch/invalid-batch.js";
export { timeline, type TimelineOptions } from "./dispatch/timeline.js";
export type { DispatchObserver } from "./dispatch/tally.js";
export type { ResultOf, ToolFunction, ToolFunctions } from "./dispatch/tool-functions.js";
export type {
  AdmittedCall,
  Coordinator,
  Ending,
  Intent,
  Ledger,
  LedgerRecord,
  LockBlocker,
  LockGrant,
  LockOwner,
  LockRequest,
  LockTicket,
} from "./dispatch/coordinator.js";
export {
  createLocalCoordinator,
  type LocalCoordinator,
  type LocalCoordinatorOptions,
} from "./dispatch/local-coordinator.js";
export {
  KeyTaken,
  openLedger,
  type OpenLedger,
  type OpenLedgerOptions,
} from "./dispatch/ledger/open-ledger.js";
export type { LedgerReport } from "./dispatch/ledger/folder.js";
export type { LedgerEntry } from "./dispatch/ledger/history.js";
export type {
  BatchOutcome,
  DispatchPlan,
  Outcome,
  OutcomeStatus,
  PlanEdge,
  PlannedOutcome,
  Wait,
} from "./dispatch/outcome.js";
export {
  Background,
  BackgroundFull,
  UnknownHandle,
  type BackgroundOptions,
  type BatchProgress,
  type ReadOptions,
  type RunBatch,
} from "./dispatch/background.js";
