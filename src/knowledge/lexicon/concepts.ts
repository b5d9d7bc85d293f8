/**
 * Words that mean the same in a question, so that cues can be written once: "freezes", "hangs" and
 * "gets stuck" are one symptom. A concept says nothing about a topic by itself.
 */
export const CONCEPTS = {
  agent: `
    agent, agents, subagent*, sub agent, assistant, copilot, claude, codex, cursor, coding agent,
    multi agent, crew ai, autogen, lang graph, langchain
  `,
  all: "all, every, each, everything",
  api: `
    api, apis, endpoint, upstream, provider, third party, vendor, external service, openai, stripe,
    github api, shopify, rest call, webhook, http
  `,
  array: "array, list, items, urls, ids, files, records, rows, images, users, elements",
  async: `
    async, asynchronous*, await, awaiting, awaited, promise, coroutine, asyncio, aiohttp, trio,
    anyio, future, non blocking
  `,
  batch: "batch, chunk, bulk, in groups of",
  block: "block, blocks, blocking, blocked, stall, stalls, starve*, hog*",
  cache: "cache, cached, memoize*, memoise*, dedupe, deduplicat*",
  call: `
    call, calls, invoke, invocation, request, requests, fetch, fetches, query, queries, hit, hits
  `,
  cancel: `
    cancel*, abort*, stop, stops, stopping, stopped, kill*, terminate*, interrupt*, give up,
    unsubscribe, tear down, teardown, bail out, bails out, call off, called off, abandon, abandons,
    abandoned
  `,
  cleanup: "cleanup, clean up, finally, dispose*, close, closing, release*, teardown",
  collide: `
    conflict*, collide*, collision, clash*, overwrit*, overwrote, clobber*, stomp*, corrupt*,
    mix up, mixed up, interleav*, garbled, trample*, step on
  `,
  connection: "connection, connections, session, sessions, socket, sockets",
  consume: "consume*, consumer, subscriber, reader, sink, worker, workers, listener",
  core: "core, cores, cpu, cpus, processor, processors, hyperthread*",
  cpu: `
    cpu, cpu bound, cpu heavy, cpu intensive, compute heavy, computation*, compute, calculation,
    heavy, number crunching, expensive, intensive, crunch*, hashing, encoding, resiz*, compress*,
    encrypt*, image processing, transcod*, parsing huge, matrix
  `,
  data: `
    db, database, databases, postgres, postgresql, postgre sql, mysql, my sql, maria db, mariadb,
    sqlite, sql, sql server, mssql, oracle, mongo, mongodb, mongo db, prisma, sequelize, typeorm,
    type orm, sqlalchemy, sql alchemy, django, orm, knex, drizzle, hibernate, jpa,
    entity framework, dynamo db, dynamodb, cockroach db, supabase, rds, asyncpg, psycopg, psycopg2,
    pg, aurora, innodb, active record, mongoose, rows, row, derby, greenplum, tidb, spanner,
    cassandra, firestore, firebase, couchdb, neo4j, elasticsearch, clickhouse, redshift, bigquery,
    h2 database, yugabyte, janusgraph, berkeley db, key value store
  `,
  double: `
    twice, two times, double, doubled, duplicate*, duplication, more than once, multiple times,
    several times, repeated*, again and again
  `,
  exit: `
    exit, exits, exiting, quit, quits, terminate, end, ends, finish, finishes, return, returns,
    come back, close, shut down
  `,
  fail: `
    fail, fails, failed, failing, failure, error, errors, reject, rejects, rejected, throw, throws,
    threw, crash*, blow up, raise, raises, exception
  `,
  file: `
    file, files, folder, repo, repository, directory, code base, codebase, branch, working tree,
    config file
  `,
  first: "first, fastest, quickest, earliest, whichever",
  hang: `
    hang, hangs, hanging, hung, freeze, freezes, freezing, froze, frozen, stuck, stall, stalls,
    stalled, unresponsive, never return, never returns, never resolve, never finish,
    never finishes, never end, never ends, forever, for ever, stop responding, stops responding,
    stopped responding, not responding, locks up, lock up, locked up, waits indefinitely,
    indefinitely, deadlock, lag, laggy
  `,
  ignore: `
    ignore, ignores, ignoring, swallow*, silent*, without error, no error, hidden, lost,
    disappear*, vanish*, unnoticed
  `,
  instance: `
    instances, replicas, pods, pod, servers, nodes, machines, hosts, containers, several processes,
    multiple processes, multiple servers, multi node, cluster, kubernetes, k8s, distributed,
    cross process
  `,
  limit: `
    limit*, cap, capped, bound, bounded, at most, max, maximum, no more than, up to, restrict*,
    only n, n at a time, at a time
  `,
  llm: `
    llm, llms, gpt, chatgpt, openai, anthropic, claude, gemini, model, ai, bedrock, mistral,
    language model
  `,
  lock: "lock, locks, locking, locked, mutex*, latch",
  many: `
    many, thousand, thousands, hundred, hundreds, million, millions, lots of, a lot of, huge,
    large, big, massive, tons of, 100, 200, 500, 1000, 5000, 10k, 10000, 20k, 50k, 100k, 100000,
    1m, too many, dozens, 10 000
  `,
  memory: `
    memory, ram, heap, oom, out of memory, oomkilled, heap out of memory, gb, mb, memory usage,
    footprint, eats ram, resident set, rss, swap
  `,
  order: `
    order, ordering, sequence, sequential*, before, after, in turn, one after another, fifo,
    priority
  `,
  parallel: `
    parallel*, concurrent*, concurrency, simultaneous*, at the same time, at once, in one go,
    side by side, same time, same moment, same instant, together
  `,
  per: `
    per second, per minute, per hour, per day, a second, a minute, an hour, every second,
    every minute, each second, each minute, rps, rpm, tpm, qps, req s, requests s, per sec,
    requests sec, req sec, calls sec, a sec
  `,
  process: "process, processes, subprocess*, child process, multiprocess*, multi process, fork",
  produce: "produce*, producer, publisher, publish*, writer, source, reads faster, faster than",
  queue: "queue, queues, queued, queueing, backlog, job, jobs, messages, inbox, buffer, channel",
  retry: `
    retry, retries, retrying, retried, retryable, reattempt*, attempt again, try again, re try,
    attempts, resend*, redeliver*
  `,
  same: "same, shared, common, one",
  share: "share, shares, shared, sharing, global, module level",
  shutdown: `
    shutdown, shut down, shutting down, sigterm, sigint, ctrl c, ctrl + c, deploy*, restart*,
    redeploy, rolling update, exit gracefully, stop the server, termination
  `,
  slow: `
    slow, slower, slowly, sluggish, takes long, takes forever, latency, delay, lag, laggy,
    takes too long, bottlenecked
  `,
  stream: `
    stream*, readable, writable, pipe, piping, pipeline, websocket, web socket, sse, upload,
    download
  `,
  sync: "sync, synchronous*, blocking, cpu bound",
  task: `
    task, tasks, coroutine*, promise, promises, job, operation, operations, child, children,
    sibling*, subtask*, background task, goroutine
  `,
  thread: "thread, threads, threading, threaded, multithread*, multi thread*",
  timeout: "timeout*, time out, times out, timed out, timing out, deadline*, time limit, too long",
  tool: `
    tool, tools, tool call, tool calls, function call, function calling, tool use, mcp, plugin
  `,
  transaction: "transaction, transactions, tx, begin, commit, rollback",
  two: `
    two, both, multiple, several, three, another, different, second, simultaneous*, many,
    each other, concurrent*, parallel
  `,
  ui: "ui, gui, interface, window, screen, button, scroll*, animation, render*, spinner",
  update: `
    update*, increment*, decrement*, modify, modifies, modified, write*, writing, wrote, change,
    changes, changed, mutate*, edit, edits, editing, save, saves, saved, set
  `,
  user: `
    user, users, customer, customers, people, visitors, clients, buyers, admins, callers, caller
  `,
  wait: "wait*, await*, block until, hold on, sleep*",
  worker: "worker, workers, worker thread, web worker, webworker",
  grow: `
    grow*, climb*, explode*, explodes, balloon*, blow up, blows up, blew up, eat, eats, eaten,
    rise, rises, rising, leak, leaks, run out, runs out, ran out, increase, increases, fills up,
    fill up, exhaust*
  `,
  compute: `
    render*, convert*, conversion, transform*, zip, unzip, train, training, simulate, simulation,
    simulations, mandelbrot, math, maths, arithmetic, sort, sorting, thumbnail*, resize, resizing,
    compress, compressing, compile, compiling, analyse, analyze, statistics, embeddings, ocr, pdf,
    photos, pictures, video*, audio, algorithm, crunch*
  `,
  machine: `
    machine, laptop, hardware, box, core, cores, cpu, cpus, processor, processors, 4 cores,
    8 cores, 16 core
  `,
  others: `
    other users, everyone else, everybody else, anyone, anybody, nobody, no one, other visitors,
    all users, everyone, everybody, other clients, other requests, other people
  `,
  bot: `
    bot, bots, helper, helpers, planner, reviewer, researcher, critic, coder, delegate*, executor
  `,
  log: "log, logs, print, prints, printed, output, console log, message",
} as const;
