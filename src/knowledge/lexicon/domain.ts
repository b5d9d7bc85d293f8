/**
 * Words that show that a question is about concurrency without saying which reference answers it.
 */
export const DOMAIN: Record<1 | 2 | 4, string> = {
  4: `
    asyncio, concurrency, concurrent*, coroutine, race condition, deadlock, thread safe*,
    multithread*, multi thread*, multiprocess*, event loop, promise all, async await, await,
    simultaneous*, parallelism, parallelize*, parallelise*, parallelization, parallelisation,
    async function, non blocking, asynchronous*
  `,
  2: `
    async, parallel, promise, promises, thread, threads, worker threads, at the same time, at once,
    mutex, semaphore, lock, queue, settimeout, set timeout, setinterval, set interval,
    in the background, background task, aiohttp, freeze*, hang, hangs, stuck, forever, stall*,
    timeout, timed out, callback, shutdown, multi user, load test*, under load, high load,
    heavy load, high traffic, overload*, many users, task, sync, synchronous
  `,
  1: `
    worker, pool, stream, race, agent, wait, waits, waiting, limit, order, slow, retry, twice, job,
    jobs
  `,
};
