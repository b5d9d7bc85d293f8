import type { CueTable } from "./cue-table.js";

export const WORKER_PARALLELISM: CueTable = {
  reference: "worker-parallelism",
  cues: {
    term: {
      6: `
        worker thread*, web worker*, service worker + compute, worker pool, workerpool,
        process pool, thread pool, threadpool, cpu bound, cpu intensive, cpu heavy, compute bound,
        compute heavy, computationally, cpu usage, cpu load, multiprocess*, multi process*,
        multi core, multicore, all cores, all cpus, cpu cores, every core, one core, single core,
        cores, global interpreter lock, gil, free thread*, nogil, no gil, subinterpreter*,
        sub interpreter*, amdahl*, speedup, speed up + @core, structured clone, structuredclone,
        transferable*, transfer list, zero copy, shared memory, shared array buffer,
        off the main thread, offload, offloading, offloaded, data parallel*, number crunching,
        heavy computation*, heavy calculation*, expensive computation*, heavy work, process based,
        fork vs spawn, forkserver, fork server, start method, zombie process*, pickl*, unpickl*,
        unpicklable, serialization overhead, chunksize, chunk size + pool, embarrassingly parallel,
        vectori*, simd, gpu, parallel for, parallel loop, work stealing
      `,
      4: `
        @cpu + @worker, @cpu + @thread, @cpu + @process, @cpu + @block, @cpu + server,
        @cpu + @parallel, @cpu + background, @cpu + @core, @cpu + fastapi, @cpu + node,
        @cpu + browser, @cpu + async, @core + @parallel, @core + @process, how many + workers,
        number of + workers, how many + threads, number of + threads, how many + processes,
        number of + processes, workers + crash*, worker + crash*, worker + die*, worker dies,
        worker + memory, worker + terminat*, kill + worker, kill + process, terminate + process,
        spawn + worker, worker + message*, message + worker, worker + data, worker + array*,
        worker + object*, pass + worker, worker + copy*, share + worker, share + processes,
        share memory, thread vs process, threads vs processes, threading vs multiprocessing,
        threads or processes, threads + faster, threads + python, python + thread*,
        process vs thread, child process*, cluster, cluster module, forking, fork, prefork,
        image + resiz*, resize + images, image processing, thumbnail*, video, encode, encoding,
        transcod*, compress*, encrypt*, hash*, bcrypt, machine learning, inference, matrix, prime*,
        fibonacci, simulation*, parse + huge, parse + large, parsing + large, json + huge,
        json + large, large json, huge json, sort + million*, pandas + parallel*,
        numpy + parallel*, parallel* + numpy, heavy + background, gunicorn, celery + worker*,
        multi thread*, multithread*, parallelise + loop, parallelize + loop, parallelize + python,
        parallel + python, main thread + heavy, main thread + parse, main thread + comput*
      `,
      2: `
        worker*, @core, thread*, threading, process*, cpu, parallelism, parallel + speed*,
        faster + parallel, background thread, another thread, separate thread, in a thread, heavy,
        compute*, calculation*, utilization, speed up, subprocess, performance
      `,
      1: "parallel*, thread, background",
    },
    api: {
      6: `
        worker_threads, WorkerThread, new Worker, piscina, tinypool, workerpool, comlink,
        threads.js, parentPort, workerData, postMessage, transferList, SharedArrayBuffer,
        MessagePort, BroadcastChannel, ProcessPoolExecutor, ThreadPoolExecutor,
        InterpreterPoolExecutor, concurrent.futures, concurrent.interpreters, multiprocessing,
        multiprocessing.Pool, Pool.map, pool.starmap, imap, imap_unordered, apply_async,
        set_start_method, mp_context, joblib, n_jobs, dask, ray, loky, pathos, dill, cloudpickle,
        run_in_executor, max_workers, maxtasksperchild, max_tasks_per_child, os.cpus,
        availableParallelism, cpu_count, process_cpu_count, child_process, cluster.fork, pm2,
        pm2 cluster, numba, prange, cython, openmp, OffscreenCanvas, resourceLimits,
        hardwareConcurrency, navigator hardware, multiprocessing manager, shared_memory,
        kill_workers, terminate_workers, worker.terminate, isMainThread, threading.Thread,
        threading module, python threading, PYTHON_GIL, gunicorn workers, uvicorn workers,
        worker process*, spawn context, sharp, ffmpeg, atomics + worker*, wasm threads, rayon,
        parallel gc, napi, n api, thread.join
      `,
      4: "executor, executors, fork, child process, exec, spawn, worker, sharedarraybuffer",
    },
    symptom: {
      6: `
        only one core, only uses one core, one core at 100, 100 cpu, cpu at 100, pegs the cpu,
        maxes out cpu, other cores idle, cores idle, threads do not speed up,
        threads are not faster, no speedup, not faster than, slower than single,
        slower than sequential, slower than serial, slower with + threads, multiprocessing + slow*
      `,
      4: `
        image + @block, report + generat* + @block, pdf + generat* + @block, takes all cpu,
        high cpu, cpu spike*, cpu goes, runs at 100, worker never, pool never returns,
        pool + deadlock + fork, top level code + twice, script runs + twice + process*,
        main module + import*, spawns endlessly, infinite processes,
        starts again and again + windows, worker startup, slow to start + worker, copying + slow
      `,
    },
    error: {
      6: `
        brokenprocesspool, broken process pool, a process in the process pool was terminated,
        err_worker_out_of_memory, err_worker, datacloneerror, could not be cloned,
        object could not be cloned, can t pickle, cannot pickle, can t get attribute,
        picklingerror, attributeerror can t pickle, freeze_support, bootstrapping phase,
        an attempt has been made to start a new process, brokenthreadpool, brokenexecutor,
        err_worker_path, worker terminated, terminating worker thread, worker exited,
        exited with code, sigkill + worker, segmentation fault + fork, cannot start new thread,
        can t start new thread
      `,
    },
  },
};
