import type { CueTable } from "./cue-table.js";

export const EVENT_LOOP: CueTable = {
  reference: "event-loop-internals",
  cues: {
    term: {
      6: `
        event loop*, eventloop, microtask*, micro task*, macrotask*, macro task*, task queue + js,
        call stack, execution order, order of execution, libuv, tick, next tick, single threaded,
        singlethreaded, single thread, unhandled rejection*, unhandled promise*,
        unhandled exception* + @async, top level await, floating promise*, non blocking io,
        blocking io, blocking i o, run to completion, zalgo, async context, context var*,
        contextvar*, async stack trace*, async hooks, thread pool size, timer* order, timer phase,
        poll phase, check phase, loop lag, eager task*, callback hell, async callback order,
        cooperative multitasking, green thread*, how async works, how does await work,
        how await works, how promises work, async internals, render* pipeline
      `,
      4: `
        @block + @async, @sync + @async, blocking call, blocking code, blocking function*,
        blocking + coroutine, sync function + async, call async + sync, async from sync,
        sync from async, sync code, async + synchronous, synchronous + await, promise + before,
        promise + timer, promise + order, promise + settimeout, callback + before, order + log,
        console.log + order, console.log + before, printed + before, prints + before, output order,
        runs first, which runs first, what runs first, fires first, executes first, runs before,
        run before, executed before, order + @async, keeps + process + alive, keep + process alive,
        process alive, process + @exit, script + @exit, program + @exit, node + @exit,
        @hang + after + @exit, does not exit, doesn t exit, not exit, won t exit, never exits,
        exits too early, exit before + @async, exits before, exit + pending,
        event emitter + @async, event emitter + @sync, emitter, listener + missed, miss* + event,
        @async + forEach, for each + @async, forgot await, forgot to await, forget + await,
        missing await, without await, not awaited, await + missing, async + constructor,
        async executor, return + promise + instead, promise pending, pending promise,
        promise { pending }, returns + promise instead, callback + promise, promisify,
        sync + callback, async + explain*, @async + work + hood, under the hood, promises + lazy,
        promise + eager*, @async + difference + thread*, async + vs + thread*, sleep + async,
        sleep + blocks, blocks everything, blocks + everything, blocks all, blocks other,
        blocks the main, block the main, main thread, block* + server, block* + ui, @ui + @hang,
        @ui + block*, timer + drift*, timer + late, timer* + delay*, timers, interval + drift,
        setinterval + overlap, yield + loop, yield + control, concurrent + requests + node,
        node + handle*, how does node, how can node, how does javascript, await + loop,
        await + for loop, sequential + await, nested loop + asyncio, jupyter + async*,
        notebook + async*, context + lost, context + propagat*, request id + async
      `,
      2: `
        settimeout, @async + order, callback*, timer*, @block, freeze*, @hang + @async,
        synchronous*, blocking, sleep, async + function + return*, await + @slow, asyncio + @slow,
        loop, scheduling, scheduler, async def, async + await, delay + timer, order,
        @exit + process, exit code, lag, @async + python, @async + javascript, async await, yield*,
        interval, unhandled
      `,
      1: "async, await, asyncio, promise, node, javascript, coroutine, callback, sync, then",
    },
    api: {
      6: `
        setTimeout 0, setTimeout zero, setImmediate, process.nextTick, queueMicrotask,
        requestIdleCallback, asyncio.run, run_until_complete, get_event_loop, new_event_loop,
        get_running_loop, set_event_loop, call_soon, call_soon_threadsafe,
        run_coroutine_threadsafe, nest_asyncio, uvloop, AsyncLocalStorage, async local storage,
        async_hooks, eager_task_factory, contextvars, UV_THREADPOOL_SIZE, dns.lookup, perf_hooks,
        monitorEventLoopDelay, eventloop delay, event loop utilization, eventLoopUtilization,
        process._getActiveHandles, why-is-node-running, wtfnode, unref, detectOpenHandles,
        detect open handles, did not exit, PYTHONASYNCIODEBUG, slow_callback_duration,
        asyncio debug, asyncio.to_thread, to_thread, run_in_threadpool, asgiref, sync_to_async,
        async_to_sync, time.sleep, requests.get, readFileSync, execSync, fs sync, scheduler.yield,
        postTask, MessageChannel + order, iscoroutinefunction, asyncio.iscoroutine, aiomonitor,
        ps pstree, WindowsSelectorEventLoopPolicy, proactor, proactoreventloop, event loop policy,
        getactiveresourcesinfo, once + event, events.once, promise.try, withresolvers,
        with resolvers, new Promise async, gevent, eventlet, monkey patch*, twisted, tornado
      `,
      4: `
        setTimeout, setInterval, requestAnimationFrame, process.exit,
        process.on + unhandledrejection, requests library, requests module, sync_to,
        starlette + def, def vs async def, fastapi + def, thenable, forEach, promise constructor,
        new Promise
      `,
    },
    symptom: {
      6: `
        blocks the event loop, blocking the event loop, loop is blocked, everything freezes,
        whole server freezes, whole app freezes, all other requests wait, nothing happens until,
        other requests wait
      `,
      4: `
        stops responding while, unresponsive while, unresponsive, freezes, frozen, freeze the,
        server freezes, bot freezes, ui freezes, page freezes, app freezes, whole bot,
        no other request, one request blocks, one slow request, process hangs, script hangs,
        script never ends, program never ends, hangs at the end, hang* + exit, pytest hangs,
        jest hangs, test* + hang*, tests never finish, does not wait, doesn t wait, not waiting,
        continues before, returns before, runs too early, nothing is printed, never runs,
        never executes, code after await, then never called, undefined + @async, returns undefined,
        executed late, fires late, fires too late, late timer, heartbeat*, ping timeout*,
        wrong order, out of order, order + unexpected
      `,
      2: "one user + @slow, event order, before it is ready, everyone waits, everyone else",
    },
    error: {
      6: `
        coroutine was never awaited, was never awaited, no running event loop,
        event loop is closed, event loop is already running, this event loop is already running,
        cannot be called from a running event loop, there is no current event loop,
        no current event loop, attached to a different loop,
        got future attached to a different loop, unhandledpromiserejectionwarning,
        unhandledrejection, unhandledpromiserejection, ERR_UNHANDLED_REJECTION, exit code 13,
        unsettled top level await, executing task took, object is not awaitable,
        can t be used in await expression, cannot be used in await, object coroutine,
        coroutine object, is not iterable + coroutine, await is only valid,
        cannot schedule new futures after shutdown, timeoutoverflowwarning, timeoutnegativewarning,
        did not exit one second, jest did not exit, a worker process has failed to exit,
        uncaught in promise, uncaughtexception, promise pending
      `,
      4: "is bound to a different event loop",
    },
  },
};
