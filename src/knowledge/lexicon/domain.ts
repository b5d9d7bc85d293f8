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
    async, parallel, worker threads, at the same time, at once, mutex, semaphore, settimeout,
    set setinterval, set interval, in the background, background aiohttp, timeout, callback,
    shutdown, multi user, load test*, under load, high load, heavy load, high traffic, overload*,
    many users, task, sync, synchronous, heartbeat, deadlocks, backlog, throughput, contention,
    parallelise, side by side, in flight, mid flight, out of memory, callbacks, kubernetes pod,
    background work, waits for, at a time, same moment, same second, both at once,
    one after the other, simultaneously, backoff, semaphores, deadlocked, retries, concurrently,
    in sequence, overlapping, overlap, burst*, timer, timers
  `,
  1: `
    wait, waits, waiting, order, slow, retry, twice, job, jobs, pool, pools, lock, locks, race,
    races, stream, streams, worker, workers, agent, agents, queue, queues, timeout, timeouts,
    timed out, time out, limit, limits, cancel*, abort*, process, processes, batch, helper,
    helpers, bot, bots, thread, threads, planner, critic, turns, handles, forever, stuck, hang,
    hangs, freeze*, promise, promises, task, release, busy, stall*, locked, locking, locker,
    transaction, transactions, plugin, plugins, checkout, working directory, workspace, budget,
    unlock, unlocked, coupon, voucher, tickets, ticket*, booking*, reservation*, seat*, stock,
    inventory, wallet, balance, votes, voting, save, saves, barrier, event, throttle, uncaught,
    per day, per account, money, transfer*, account*, constraint, constraints, migration, alter,
    photos, video*, quota, fork, cluster, deadline, deadlines, gpu, latch, rendezvous, notified,
    notify, lease, interleaved, fairness, attempts, cascade, pace, evenly, fallback, banned,
    polite, politely, hammering, captcha, storm, reservoir, sharp, cooldown, trickle, resend,
    unhealthy, autocomplete, seat, transfers, hotspot, quantity, ledger, bookkeeping, snapshot,
    acid, saga, vacuum, delegate, approval, approve, coordinator, delegation, specialised,
    specialist, restate, cursor, loser, lifetime, lifecycle, shield, gather, terminus, matrix,
    encoding, video, torch, ray, dask, exec, spawn, pegs, tick, init, mixing, chaining, twisted,
    tornado, frozen, freeze, feed, peaks, inbox, lazily, sentinel, nursery, temporal, swarm, polly,
    opossum, consistency, odyssey, executor, acquire, permit, serializable, keystroke, keypress,
    crawler, scraper, scraping, crawling, telegram, discord, fibonacci, inference, copilot,
    airflow, dag, rag, handoff, reserve, gigabyte, emitter, lookahead, sibling, supervisor,
    hedging, pessimistic, outbox, stamina, bottlenecked, unreliable, transient, retried
  `,
};

/**
 * Words that show no more than that a question is about programs. However many there are, together
 * they count as one hint.
 */
export const CONTEXT = `
  node, nodejs, node js, python, javascript, typescript, server, servers, api, apis, database,
  request, requests, service, services, function, functions, program, script, app, code, loop,
  container, containers, connection, connections, http, url, urls, async, callback, users, user,
  customers, clients, client, file, files, sql, postgres, postgresql, mysql, mongodb, mongo,
  sqlite, prisma, sequelize, typeorm, sqlalchemy, express, fastapi, django, flask, next js, react,
  docker, kubernetes, redis, kafka, websocket, test, tests, memory, ram, cpu, core, cores, row,
  rows, record, records, query, queries, table, tables, object, variable, class, method, library,
  browser, page, tab, log, logs, laptop, machine, repo, git, model, llm, gpt, assistant, tool,
  tools, cron, webhook, webhooks, socket, sockets, lambda, array, dict, map, list, result,
  results, select, update, insert, button, component, handler, constructor, aiohttp, exception,
  spring, java, rust, golang, go, csharp, dotnet, deno, bun, electron, json, cli, endpoint,
  backend, frontend, fetch, axios, invoice, instance, import, export, csv, s3, aws, gcp, azure
`;
