import type { CueTable } from "./cue-table.js";

export const BACKPRESSURE: CueTable = {
  reference: "backpressure-and-flow-control",
  cues: {
    term: {
      6: `
        backpressure, back pressure, flow control, bounded queue, unbounded queue,
        bounded concurrency, limit concurrency, concurrency limit, limited concurrency,
        concurrency limiter, max concurrency, maximum concurrency, concurrency option,
        concurrent limit, promise pool, high water mark, low water mark, slow consumer,
        fast producer, producer consumer, producers and consumers, readable stream,
        writable stream, transform stream, object mode, queue depth, queue length, queue size,
        buffer overflow + stream, consumer lag, unbounded fan out, unbounded concurrency,
        unbounded parallel*, littles law, little s law, buffered channel, go channel, poison pill,
        sentinel, drop oldest, drop newest, overflow policy, ring buffer, reactive streams,
        work queue, task queue, job queue + memory, worker pool of coroutines, credit based,
        @limit + number of + @parallel, node streams, web streams, flow + stream
      `,
      4: `
        @limit + @parallel + @call, @limit + @parallel + @task, @limit + @parallel + @array,
        @limit + parallel*, @limit + concurren*, at a time + @call, at a time + @task,
        at a time + @array, n at a time, @limit + simultaneous*, @limit + @async,
        at most + at once, at most + @parallel, how many + @parallel, how many + in flight,
        @batch + @async, @batch + @parallel, @batch + @call, @batch + @array, process + @batch,
        @many + @call + @parallel, @many + promise*, @many + @array + @parallel, @many + @async,
        @many + urls, @many + @file + read, @many + downloads, @many + @task, @produce + @consume,
        @stream + @slow, @stream + @memory, @stream + pause, @stream + buffer*, @stream + drain,
        @queue + @memory, @queue + full, @queue + grow*, @queue + @consume, @queue + maxsize,
        @queue + max size, @queue + drop, @queue + @shutdown, @queue + close, @queue + done,
        @queue + drain, unbounded, bounded, async iterator, async iteration, for await,
        async iterable, line by line, one line at a time, large file + @stream, large file + read*,
        huge file, big file, huge csv, large csv, big csv, chunk by chunk, @memory + @stream,
        @memory + upload, @memory + download, @memory + @many, @memory + @call, upstream faster,
        sliding window of promises, pool of promises, pool of coroutines, map with concurrency,
        concurrency + option, concurrency + setting, slow + middle + @stream,
        slow + client + @stream, message + pile*, messages + faster, five by five, ten by ten,
        one by one + @many, few at a time, some at a time, batches of, groups of, in groups,
        in chunks, for each of + @many, @call + each + @many, @many + @call, @many + customers,
        @many + users + @call, @many + inserts, @many + items, @many + records,
        @many + rows + read*, @many + messages, @many + images, @many + coroutines,
        @many + connections + open, opening + @many, @memory + @grow, @memory + slow*,
        @grow + @queue, @grow + sockets, sockets run out, run out of sockets,
        run out of file descriptors, file descriptors, ram + pip*, @memory + pipe, @memory + pip*,
        @memory + read*, gb + ram, gb file, 10gb, multi gigabyte, gigabyte, gigabytes,
        gb file + upload*, huge upload*, slow stage, stage + slower, stages, come in faster,
        arrive faster, arrives faster, comes in faster, faster than we, tell upstream,
        upstream + slow down, tell the producer, inbox, endless queue, infinite queue,
        queue without limit, no limit on the queue, buffer is full, full buffer, keep + in flight,
        always + in flight, requests in flight, feed + @worker, feed work, feed + coroutines,
        feeding, stop them at the end, tell + workers + done, signal end, end of queue, ingest*,
        peaks, peak load, traffic spike*, lazily, lazy iterat*, paginat* + @async,
        iterate over pages, page by page, gather over, gather + @many, map over all, spawn + @many,
        one task per, one promise per, one request per, task for every, promise for every,
        promise for each, coroutine for every, too many tasks, too many promises,
        too many coroutines, stop reading, pause reading, resume reading, data event,
        readable + data, before i attach, read while written, tail a file, being written,
        slow reader, slow readers, slow clients, clients read slowly, read slowly,
        mobile clients + @memory, client + reads slowly, sse + slow, sse + memory,
        server sent events, channel + go, go channels, like in go, csp, opening + files,
        open + files + fail*, too many files, files + loop + fail*, concurrency control,
        limit parallelism, parallelism limit, degree of parallelism, max parallel*,
        max workers + queue, simultaneous uploads, simultaneous downloads,
        open connections + scrap*, number of simultaneous, n parallel, n promises, chunk an array,
        chunk array, chunks of, array in chunks, in batches, 10 at a time, dropping frames,
        drops messages, dropped messages, drop + messages, lost messages + @queue, messages lost,
        keeps polling, handler is slow, slow handler, slow destination, slow disk, slow writer,
        slow sink, large spreadsheets, large spreadsheet, import + @memory, export + @memory,
        @memory + large, oom + large, big array of promises, buffering everything,
        buffers everything, everything in memory, into memory, loads everything, load everything,
        whole file, entire file, streaming response*, stream processing, backlogged, spill*,
        prefetch count, lookahead, read ahead
      `,
      2: `
        backlog, buffer*, stream*, queue*, producer, consumer, consumers, pipeline, throughput,
        chunk*, batch*, concurrency + number, memory + grow*, parallel downloads, in flight,
        @parallel + download*, one by one + fast*, drain, channel, fan out, too many at once,
        all at once, pipe, websocket, web socket, kafka, rabbit mq, rabbitmq, sqs, prefetch,
        consumer group, @parallel + @many, ram, gb, grows, endless, inbox, stage, stages, sockets
      `,
      1: "concurrent, concurrency, @limit + @async, fan in, parallel + items, data + flow",
    },
    api: {
      6: `
        p-limit, plimit, p-map, pmap, p-queue, pqueue, p-all, async.queue, async.eachLimit,
        eachlimit, maplimit, parallel limit, async.mapLimit, fastq, highWaterMark, stream.write,
        drain event, stream.pipeline, stream.pause, asyncio.Queue, queue.join, queue.shutdown,
        QueueShutDown, queue full, queue.Queue, queue maxsize, task done, task_done,
        ReadableStream, WritableStream, TransformStream, desiredSize, createReadStream,
        createWriteStream, readline, write returns false, stream.write false, Readable.from,
        Bluebird map concurrency, concurrency in bluebird, promise map, mergeMap, concatMap, rxjs,
        asyncio.Semaphore + gather, aiostream, Executor.map buffersize, put_nowait, get_nowait,
        on size less than, clear queue, onidle, pipethrough, pipeto, bytelengthqueuingstrategy,
        es6-promise-pool, promise-pool, tiny async pool, memory object stream, memory channel,
        bull mq, bullmq
      `,
      4: `
        semaphore + gather, semaphore + @call, pipe + @stream, Array.fromAsync, bufferedamount,
        buffered amount, postmessage + flood*, celery + queue, multiprocessing queue,
        event emitter + pause, through2, busboy, multer, csv parse, papaparse
      `,
    },
    symptom: {
      6: `
        out of memory + @many, heap out of memory + promise*, heap out of memory + @stream,
        queue keeps growing, queue grows, memory keeps growing + queue, messages pile up, pile up
      `,
      4: `
        memory + explode*, memory blow*, memory + climbs, memory spike*, memory keeps + @stream,
        runs out of memory, out of memory, memory exhausted, piling up, pile* up, accumulate*,
        falls behind, falling behind, cannot keep up, can t keep up, keep up, too fast for,
        faster than it can, faster than they can, faster than, overwhelm*, flood*,
        all requests at once, fires all, starts all, all start at once, thousands of requests,
        hundreds of requests, @many + sockets, too many sockets, missing lines, loses lines,
        consumer + never stop*, consumers + stop, join never returns, ends only one
      `,
      2: "memory usage + @async, chokes, crashes when @many, oom",
    },
    error: {
      6: `
        emfile, too many open files, javascript heap out of memory, queue is full, queuefull,
        err stream premature close, premature close, err stream write after end, write after end,
        possible memory leak + stream, queueempty
      `,
      4: `
        heap out of memory, allocation failed, fatal error reached heap limit, oomkilled,
        oom killed, enomem, enobufs
      `,
    },
  },
};
