import type { CueTable } from "./cue-table.js";

export const STRUCTURED_CONCURRENCY: CueTable = {
  reference: "structured-concurrency",
  cues: {
    term: {
      6: `
        structured concurrency, cancellation, graceful shutdown, graceful* stop, graceful exit,
        graceful termination, nursery, nurseries, fail fast, fire and forget, orphan* task,
        orphan* promise, orphaned child, dangling promise, dangling task, abandoned task,
        hedged request, hedging, first success, task scope, cancel scope, cancel token,
        cancellation token, sibling task, siblings, task lifetime, shutdown hook,
        drain* connections, connection draining, zero downtime deploy, shield
      `,
      4: `
        @cancel + @task, @cancel + @call, @cancel + @async, @cancel + rest, @cancel + remaining,
        @cancel + pending, @cancel + others, @cancel + other, @cancel + running,
        @cancel + in flight, @shutdown + @task, @shutdown + in flight, @shutdown + drain*,
        @shutdown + clean*, @shutdown + handler, partial failure, partial failures,
        partial results, @timeout + @async, @timeout + @call, @timeout + fetch, outlive*,
        parent + child + @task, @cleanup + @cancel, @cleanup + generator, deadline propagation,
        propagate + @cancel, pass + signal, one fails + others, one + @fail + rest,
        one of them + @fail, any of them + @fail, if one + @fail, one + @fail + others,
        @first + wins, @first + result, @first + response, @first + answer, @first + discard,
        collect + errors, all or nothing, resource cleanup, unmount*, wait for all,
        run + @parallel + @async, @fail + without stopping, tail latency, loser, losers,
        shared deadline, background + @task + @ignore, garbage collected + @task,
        error + propagation, error handling + @async + @parallel
      `,
      2: `
        cancel*, abort*, sigterm, sigint, timeout*, deadline, shutdown, scope, drain*,
        cleanup + @async, in flight + requests, @parallel + @call + @async,
        multiple + @async + @parallel, lifetime, @all + settled, several + promises,
        error handling + @task, task group, background task, two + await + @parallel, stop + @task,
        async generator, exception + @task, finally + @async, run + @async + @parallel,
        load + @parallel, wait + multiple + promise, wait + multiple + @async
      `,
      1: "asyncio, async, await, promise, @task, coroutine, @async + @parallel",
    },
    api: {
      6: `
        TaskGroup, Promise.all, Promise.allSettled, Promise.any, Promise.race, AbortController,
        AbortSignal, abort signal any, ExceptionGroup, BaseExceptionGroup, except star,
        CancelledError, AggregateError, asyncio.gather, asyncio.wait_for, wait for + asyncio,
        asyncio.timeout, asyncio.shield, create_task, ensure_future, start_soon, move_on_after,
        fail_after, open_nursery, task.cancel, return_exceptions, effection, effect ts,
        symbol async dispose, asyncdispose, await using, using declaration, AsyncExitStack,
        AsyncDisposableStack, aclosing, uncancel, server.close, closeIdleConnections,
        closeAllConnections, add_signal_handler, SuppressedError, first completed, asyncio.wait,
        all settled, aclose, terminationGracePeriodSeconds, preStop, lightship, terminus,
        unsettled
      `,
      4: `
        gather, as_completed, all settled, p-timeout, http server close, signal aborted,
        process.on + sigterm, cancel + axios, timeout + signal, anyio, trio, lifespan + shutdown,
        fetch + timeout, race + promise, race + timeout, timeout + promise, sleep + cancel*,
        keep alive + shutdown, keep alive + close, joinall, supervisor, supervise*
      `,
    },
    symptom: {
      4: `
        keep running after, keeps running after, still running after, continue* running,
        continues after, still runs after, continue* in the background, keep* going, left running,
        keep running in the background, kept running, never cancelled, not cancelled, not canceled,
        does not cancel, doesn t cancel, leak* + task, leak* + signal, vanish* + task,
        drops requests during deploy, requests + cut off, killed mid request, killed in the middle,
        user + leaves + page, navigat* away, closes the tab, close* + tab,
        disconnect* + client + work, disconnect* + still, cancel button, stop button,
        never awaited by, error lost, errors are lost, exception + @ignore, only + first error,
        @ignore + task, silently dies, silently stopped, timer leak, one bad + all, one + ruins,
        lose all results, lose the results, blank + others, still + working + after,
        still + running + after, still consum* + after, goes on + after, went on + after,
        works on after
      `,
      2: `
        still running, waits forever on shutdown, dies silently, never ran to completion,
        half finished
      `,
    },
    error: {
      6: `
        task was destroyed but it is pending, task exception was never retrieved,
        unhandled errors in a taskgroup, sub exception, aborterror, this operation was aborted,
        the operation was aborted, all promises were rejected, possible eventtarget memory leak,
        MaxListenersExceededWarning, passing coroutines is forbidden, the user aborted a request,
        asyncio.exceptions.CancelledError, asyncio exceptions timeouterror, timeouterror + asyncio
      `,
      4: "timeouterror, aborted, cancellederror",
    },
  },
};
