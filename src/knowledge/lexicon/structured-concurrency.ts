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
        error + propagation, error handling + @async + @parallel, @cancel + after + seconds,
        @cancel + slow + @call, outlives the function, still + writing, still + running,
        launched + returned, returned but, own + tasks, owns + tasks, task ownership,
        ownership of tasks, whichever + answers, whichever + first, whichever comes first,
        whichever finishes, wait until all, wait for all of them, wait for everything,
        when one throws, if one throws, one throws, one breaks, one breaks + others,
        one upload + others, one + @fail + stopped, stop everything, stop all, stopped too,
        nested timeouts, nested timeout, nested tasks, nested cancellation, child tasks,
        children + @fail, sibling fails, give up after, give up on, give up waiting, second ctrl c,
        sigkill, kubelet, before the container, container + goes away, let + finish + before,
        finish running jobs, jobs + finish + exit, order on exit, order + shutdown, close + order,
        cut off, cuts off, in the middle of, cascade cancellation, cascade + @cancel, escape key,
        hits escape, presses escape, one signal, signal through, combine + signals, abort signals,
        leak tasks, task leak, work it launched, work + launched, background work,
        background + error*, background + exception*, never show up, errors + nowhere,
        error + lost, even if some, even if one, some of them fail, some fail, if any fails,
        if any of, one failure, stop waiting, wait at most, took too long,
        takes too long + @cancel, keep whatever succeeded, whatever succeeded, whatever succeeds,
        whatever works, half done, request is half, half finished, finish it first, finish first,
        @parallel + blew up, others + afterwards, others kept, kept + afterwards, the others kept,
        others keep, both or neither, neither of them, or neither, all or none, as soon as one,
        stop searching, found the answer, stop the others, stop + others, @parallel + both,
        both results, two fetches, two requests + wait, multiple requests + wait,
        several requests + wait, run multiple + wait, proper way to stop, stop + while true,
        stop + loop + @async, stop a coroutine, stop a task, stop + thread, after closing,
        still goes on, goes on after, polling + stop, stop polling, shutdown callback, on shutdown,
        shutdown event, shutdown + not awaited, shutdown + wait*, closing the dialog,
        dialog + still, first exception, reap*, reaped, @cancel + subprocess,
        @cancel + child process, kill + subprocess + @cancel, timeout wrapper, with timeout,
        wait with timeout, time limit, deadline, deadlines, lifecycle, lifetimes,
        concurrently + await, await several, await multiple, await many, wait for several,
        wait for multiple, all promises, multiple promises, several promises, list of promises,
        array of promises, list of coroutines, list of tasks, resolve all, promises to resolve,
        promises to finish, tasks to finish, sequential vs parallel, sequentially or in parallel,
        in parallel instead of, run + in parallel
      `,
      2: `
        cancel*, abort*, sigterm, sigint, timeout*, deadline, shutdown, scope, drain*,
        cleanup + @async, in flight + requests, @parallel + @call + @async,
        multiple + @async + @parallel, lifetime, @all + settled, several + promises,
        error handling + @task, task group, background task, two + await + @parallel, stop + @task,
        async generator, exception + @task, finally + @async, run + @async + @parallel,
        load + @parallel, wait + multiple + promise, wait + multiple + @async, children, nested,
        give up, abandoned, whichever, ownership, owner, launched
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
      4: "timeouterror, cancellederror",
    },
  },
};
