import type { Rule } from "./rule.js";
import { abandonedReader } from "./rules/abandoned-reader.js";
import { abortListenerLeak } from "./rules/abort-listener-leak.js";
import { abortOfPromise } from "./rules/abort-of-promise.js";
import { acknowledgedFailure } from "./rules/acknowledged-failure.js";
import { alreadyAborted } from "./rules/already-aborted.js";
import { argumentLockOrder } from "./rules/argument-lock-order.js";
import { asyncDataListener } from "./rules/async-data-listener.js";
import { asyncEffect } from "./rules/async-effect.js";
import { asyncFinally } from "./rules/async-finally.js";
import { asyncIteratorCallback } from "./rules/async-iterator-callback.js";
import { asyncLambdaHandler } from "./rules/async-lambda-handler.js";
import { asyncListener } from "./rules/async-listener.js";
import { awaitInCleanup } from "./rules/await-in-cleanup.js";
import { backoffWithoutJitter } from "./rules/backoff-without-jitter.js";
import { blockingCall } from "./rules/blocking-call.js";
import { cachedCoroutine } from "./rules/cached-coroutine.js";
import { cachedRejection } from "./rules/cached-rejection.js";
import { callbackTwice } from "./rules/callback-twice.js";
import { callbackUnderLock } from "./rules/callback-under-lock.js";
import { cancelThenAwait } from "./rules/cancel-then-await.js";
import { checkThenAct } from "./rules/check-then-act.js";
import { checkThenUse } from "./rules/check-then-use.js";
import { clearedAfterAwait } from "./rules/cleared-after-await.js";
import { clientPerCall } from "./rules/client-per-call.js";
import { closedUnderSiblings } from "./rules/closed-under-siblings.js";
import { contradictingHint } from "./rules/contradicting-hint.js";
import { countAfterWait } from "./rules/count-after-wait.js";
import { deafPromise } from "./rules/deaf-promise.js";
import { dyingWorker } from "./rules/dying-worker.js";
import { earlyExitInGroup } from "./rules/early-exit-in-group.js";
import { endlessRetry } from "./rules/endless-retry.js";
import { escapedRejection } from "./rules/escaped-rejection.js";
import { executorJoinedOnLoop } from "./rules/executor-joined-on-loop.js";
import { fileCheckThenAct } from "./rules/file-check-then-act.js";
import { flagBeforeWork } from "./rules/flag-before-work.js";
import { floatingTask } from "./rules/floating-task.js";
import { forgottenCancel } from "./rules/forgotten-cancel.js";
import { functionWithoutCheckpoint } from "./rules/function-without-checkpoint.js";
import { getThenSet } from "./rules/get-then-set.js";
import { heavyLoop } from "./rules/heavy-loop.js";
import { hurriedPolling } from "./rules/hurried-polling.js";
import { hurriedReconnect } from "./rules/hurried-reconnect.js";
import { ignoredBackpressure } from "./rules/ignored-backpressure.js";
import { ignoredFailures } from "./rules/ignored-failures.js";
import { ignoredRetryAfter } from "./rules/ignored-retry-after.js";
import { infiniteConcurrency } from "./rules/infinite-concurrency.js";
import { iteratedAcrossThreads } from "./rules/iterated-across-threads.js";
import { lateAwait } from "./rules/late-await.js";
import { lateClear } from "./rules/late-clear.js";
import { leftGenerator } from "./rules/left-generator.js";
import { leftRunning } from "./rules/left-running.js";
import { limitReleasedEarly } from "./rules/limit-released-early.js";
import { limiterPerTask } from "./rules/limiter-per-task.js";
import { listenerPerCall } from "./rules/listener-per-call.js";
import { loadChangeSave } from "./rules/load-change-save.js";
import { lockOrder } from "./rules/lock-order.js";
import { loopMissingInThread } from "./rules/loop-missing-in-thread.js";
import { loopTouchedFromSignal } from "./rules/loop-touched-from-signal.js";
import { loopTouchedFromThread } from "./rules/loop-touched-from-thread.js";
import { loopWaitsForItself } from "./rules/loop-waits-for-itself.js";
import { loopWithoutAwait } from "./rules/loop-without-await.js";
import { lostFuture } from "./rules/lost-future.js";
import { lostOnTimeout } from "./rules/lost-on-timeout.js";
import { mismatchedWith } from "./rules/mismatched-with.js";
import { missingErrorListener } from "./rules/missing-error-listener.js";
import { missingTimeout } from "./rules/missing-timeout.js";
import { mutatedWhileIterating } from "./rules/mutated-while-iterating.js";
import { nestedCheckout } from "./rules/nested-checkout.js";
import { networkInTransaction } from "./rules/network-in-transaction.js";
import { nonErrorRejection } from "./rules/non-error-rejection.js";
import { orphanedProcess } from "./rules/orphaned-process.js";
import { overlappingInterval } from "./rules/overlapping-interval.js";
import { overwrittenWaiter } from "./rules/overwritten-waiter.js";
import { privateLock } from "./rules/private-lock.js";
import { processWideChange } from "./rules/process-wide-change.js";
import { promiseAsValue } from "./rules/promise-as-value.js";
import { raceWithoutCleanup } from "./rules/race-without-cleanup.js";
import { raiseFromGroup } from "./rules/raise-from-group.js";
import { reentrantLock } from "./rules/reentrant-lock.js";
import { refreshHerd } from "./rules/refresh-herd.js";
import { requestInField } from "./rules/request-in-field.js";
import { retriedAbort } from "./rules/retried-abort.js";
import { retryByDefault } from "./rules/retry-by-default.js";
import { returnedBeforeCleanup } from "./rules/returned-before-cleanup.js";
import { reusedAfterCancel } from "./rules/reused-after-cancel.js";
import { scopeWithoutCheckpoint } from "./rules/scope-without-checkpoint.js";
import { selfJoin } from "./rules/self-join.js";
import { sequentialAwaitInCombinator } from "./rules/sequential-await-in-combinator.js";
import { sessionBeforeLoop } from "./rules/session-before-loop.js";
import { sharedDefault } from "./rules/shared-default.js";
import { sharedWaitFor } from "./rules/shared-wait-for.js";
import { signalNotPassed } from "./rules/signal-not-passed.js";
import { singleTaskGroup } from "./rules/single-task-group.js";
import { spinWait } from "./rules/spin-wait.js";
import { staleObjectSave } from "./rules/stale-object-save.js";
import { staleResponse } from "./rules/stale-response.js";
import { staleRowUpdate } from "./rules/stale-row-update.js";
import { staleUpdate } from "./rules/stale-update.js";
import { storedCancelledClass } from "./rules/stored-cancelled-class.js";
import { stuckFlag } from "./rules/stuck-flag.js";
import { swallowedCancellation } from "./rules/swallowed-cancellation.js";
import { swallowedException } from "./rules/swallowed-exception.js";
import { swallowedRejection } from "./rules/swallowed-rejection.js";
import { syncCall } from "./rules/sync-call.js";
import { taskOutlivingResource } from "./rules/task-outliving-resource.js";
import { taskPerMessage } from "./rules/task-per-message.js";
import { thenWithoutReturn } from "./rules/then-without-return.js";
import { threadLockAcrossAwait } from "./rules/thread-lock-across-await.js";
import { threadPerElement } from "./rules/thread-per-element.js";
import { timeoutOfThread } from "./rules/timeout-of-thread.js";
import { timeoutWithoutAwait } from "./rules/timeout-without-await.js";
import { timerLeftOnError } from "./rules/timer-left-on-error.js";
import { unansweredRequest } from "./rules/unanswered-request.js";
import { unawaitedCallback } from "./rules/unawaited-callback.js";
import { unboundedBacklog } from "./rules/unbounded-backlog.js";
import { unboundedBody } from "./rules/unbounded-body.js";
import { unboundedFanOut } from "./rules/unbounded-fan-out.js";
import { unboundedQueue } from "./rules/unbounded-queue.js";
import { unboundedWait } from "./rules/unbounded-wait.js";
import { uncheckedGather } from "./rules/unchecked-gather.js";
import { uncheckedSettlement } from "./rules/unchecked-settlement.js";
import { unclassifiedToolCalls } from "./rules/unclassified-tool-calls.js";
import { unfinishedCancel } from "./rules/unfinished-cancel.js";
import { unforwardedPipeError } from "./rules/unforwarded-pipe-error.js";
import { unguardedSettle } from "./rules/unguarded-settle.js";
import { unhintedTool } from "./rules/unhinted-tool.js";
import { uninterruptibleBackoff } from "./rules/uninterruptible-backoff.js";
import { unlockedCounter } from "./rules/unlocked-counter.js";
import { unlockedFirstUse } from "./rules/unlocked-first-use.js";
import { unmarkedTask } from "./rules/unmarked-task.js";
import { unorderedRowLocks } from "./rules/unordered-row-locks.js";
import { unreadCallbackError } from "./rules/unread-callback-error.js";
import { unreadSignal } from "./rules/unread-signal.js";
import { unreadyTask } from "./rules/unready-task.js";
import { unreferencedShield } from "./rules/unreferenced-shield.js";
import { unreleasedConnection } from "./rules/unreleased-connection.js";
import { unreleasedLock } from "./rules/unreleased-lock.js";
import { unsettledPromise } from "./rules/unsettled-promise.js";
import { unsizedPool } from "./rules/unsized-pool.js";
import { unstoppedLoop } from "./rules/unstopped-loop.js";
import { waitWithoutLoop } from "./rules/wait-without-loop.js";
import { yieldAfterClose } from "./rules/yield-after-close.js";
import { yieldInContext } from "./rules/yield-in-context.js";
import { yieldInTaskGroup } from "./rules/yield-in-task-group.js";

/** Every rule of our own, one line each, in the order of the alphabet. */
export const RULES: readonly Rule[] = [
  abandonedReader,
  abortListenerLeak,
  abortOfPromise,
  acknowledgedFailure,
  alreadyAborted,
  argumentLockOrder,
  asyncDataListener,
  asyncEffect,
  asyncFinally,
  asyncIteratorCallback,
  asyncLambdaHandler,
  asyncListener,
  awaitInCleanup,
  backoffWithoutJitter,
  blockingCall,
  cachedCoroutine,
  cachedRejection,
  callbackTwice,
  callbackUnderLock,
  cancelThenAwait,
  checkThenAct,
  checkThenUse,
  clearedAfterAwait,
  clientPerCall,
  closedUnderSiblings,
  contradictingHint,
  countAfterWait,
  deafPromise,
  dyingWorker,
  earlyExitInGroup,
  endlessRetry,
  escapedRejection,
  executorJoinedOnLoop,
  fileCheckThenAct,
  flagBeforeWork,
  floatingTask,
  forgottenCancel,
  functionWithoutCheckpoint,
  getThenSet,
  heavyLoop,
  hurriedPolling,
  hurriedReconnect,
  ignoredBackpressure,
  ignoredFailures,
  ignoredRetryAfter,
  infiniteConcurrency,
  iteratedAcrossThreads,
  lateAwait,
  lateClear,
  leftGenerator,
  leftRunning,
  limitReleasedEarly,
  limiterPerTask,
  listenerPerCall,
  loadChangeSave,
  lockOrder,
  loopMissingInThread,
  loopTouchedFromSignal,
  loopTouchedFromThread,
  loopWaitsForItself,
  loopWithoutAwait,
  lostFuture,
  lostOnTimeout,
  mismatchedWith,
  missingErrorListener,
  missingTimeout,
  mutatedWhileIterating,
  nestedCheckout,
  networkInTransaction,
  nonErrorRejection,
  orphanedProcess,
  overlappingInterval,
  overwrittenWaiter,
  privateLock,
  processWideChange,
  promiseAsValue,
  raceWithoutCleanup,
  raiseFromGroup,
  reentrantLock,
  refreshHerd,
  requestInField,
  retriedAbort,
  retryByDefault,
  returnedBeforeCleanup,
  reusedAfterCancel,
  scopeWithoutCheckpoint,
  selfJoin,
  sequentialAwaitInCombinator,
  sessionBeforeLoop,
  sharedDefault,
  sharedWaitFor,
  signalNotPassed,
  singleTaskGroup,
  spinWait,
  staleObjectSave,
  staleResponse,
  staleRowUpdate,
  staleUpdate,
  storedCancelledClass,
  stuckFlag,
  swallowedCancellation,
  swallowedException,
  swallowedRejection,
  syncCall,
  taskOutlivingResource,
  taskPerMessage,
  thenWithoutReturn,
  threadLockAcrossAwait,
  threadPerElement,
  timeoutOfThread,
  timeoutWithoutAwait,
  timerLeftOnError,
  unansweredRequest,
  unawaitedCallback,
  unboundedBacklog,
  unboundedBody,
  unboundedFanOut,
  unboundedQueue,
  unboundedWait,
  uncheckedGather,
  uncheckedSettlement,
  unclassifiedToolCalls,
  unfinishedCancel,
  unforwardedPipeError,
  unguardedSettle,
  unhintedTool,
  uninterruptibleBackoff,
  unlockedCounter,
  unlockedFirstUse,
  unmarkedTask,
  unorderedRowLocks,
  unreadCallbackError,
  unreadSignal,
  unreadyTask,
  unreferencedShield,
  unreleasedConnection,
  unreleasedLock,
  unsettledPromise,
  unsizedPool,
  unstoppedLoop,
  waitWithoutLoop,
  yieldAfterClose,
  yieldInContext,
  yieldInTaskGroup,
];
