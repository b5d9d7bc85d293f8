import type { CueTable } from "./cue-table.js";

export const SYNCHRONIZATION_PRIMITIVES: CueTable = {
  reference: "synchronization-primitives",
  cues: {
    term: {
      6: `
        mutex, mutexes, mutual exclusion, critical section, read write lock, readers writer lock,
        readers writers, reader writer, rwlock, rw lock, reentrant*, re entrant*, reentrancy,
        spinlock, spin lock, condition variable, single flight, singleflight, keyed lock, lock per,
        per key lock, per user lock, lock ordering, lock order, fencing token, fencing, redlock,
        distributed lock*, leader election, cache stampede, dogpile, async lock,
        deadlock prevention, avoid deadlock*, priority inversion, livelock, lost wakeup,
        spurious wakeup, countdown latch, count down latch, compare and swap, compare and exchange,
        lock free, memory barrier, memory model, double checked locking, thread safe*,
        thread safety, lease lock, file lock, file locking, advisory file lock,
        dining philosophers, lock contention, starvation + lock, fairness, binary semaphore,
        counting semaphore, cyclic barrier, monitor lock, happens before, global order*,
        total order*, strict order*, event ordering, atomicity + await, data race
      `,
      4: `
        semaphore, semaphores, race condition, race conditions, deadlock, deadlocks, barrier,
        latch, rendezvous, @lock + @async, @lock + timeout, @lock + @process, @lock + @instance,
        @lock + redis, only one + at a time, one at a time + function, one caller,
        one caller at a time, only once + @parallel, run only once, runs only once,
        exactly once + init*, @same + @parallel + init*, @two + init*, lazy init*,
        initiali* + once, singleton + @async, @share + state, @share + variable,
        global variable + @parallel, global variable + @async, @share + mutable, mutable state,
        share the result, share one promise, shared promise, same promise, check then act,
        time of check, toctou, @update + @share, dedupe + @call, deduplicat* + request,
        coalesce + @call, coalesc*, thundering herd, refresh token + @two,
        refresh + token + @parallel, atomic operation, atomics, condition + notify, notify + wait,
        signal other, wait + condition, wake + waiters, waiters, two locks, nested locks,
        same lock twice, @two + processes + @file, @two + tabs, @file + lock + @process,
        @thread + safe, @update + @parallel + variable, @update + @parallel + counter,
        @update + @parallel + dict*, @update + @parallel + map, serialize access, serialise access,
        exclusive access, mutually exclusive, sync primitive*, synchronization primitive*,
        synchronize + @thread, synchronisation, synchronization, release + permit, permit, permits,
        lock + await, do i need a lock, need + lock, @thread + counter, @thread + dict*,
        @thread + list append, interleav*, race + await, race + token, mutate + await
      `,
      2: `
        @lock, lock, locks, locking, race, races, atomic*, exclusive, synchroniz*, synchronis*,
        @share + @thread, @two + @update + @same, at the same time + @same, @cache + @parallel,
        overlap*, event + wait, only one, one at a time, @two + @same + @file, serialize + calls,
        counter, @same + @user + @parallel, guard, stampede, initiali* + @parallel
      `,
      1: "@same + @parallel, shared, global, once",
    },
    api: {
      6: `
        async-mutex, asyncmutex, runExclusive, asyncio.Lock, asyncio.Semaphore, BoundedSemaphore,
        asyncio.Condition, asyncio.Event, asyncio.Barrier, threading.Lock, threading.RLock, rlock,
        threading.Condition, threading.Event, threading.Barrier, threading semaphore, Atomics.wait,
        Atomics.waitAsync, Atomics.compareExchange, Atomics.notify, atomics add, navigator.locks,
        Web Locks, proper-lockfile, filelock, fcntl, flock, portalocker, setnx, set nx, redis lock,
        zookeeper, etcd, consul, async-lock, await-semaphore, withTimeout + mutex, tryAcquire,
        sync.Once, ReentrantLock, synchronized, synclock, capacity limiter, CapacityLimiter,
        fasteners, msvcrt, mutexinterface, semaphoreslim
      `,
      4: "acquire, release, notify_all, waitgroup, countdownlatch, lock acquire, locked",
    },
    symptom: {
      4: `
        lost update*, loses updates, @update + lost, counter + wrong, wrong count, count + wrong,
        count + off, off by a few, stale value, value changed + await, changed + while + await*,
        changed while, state changed between, two callers, two requests + @same,
        both + read + write, both see, both get the same, @double + init*, initiali* twice,
        created twice, refreshed twice, runs twice + @parallel, @double + @parallel + @call,
        @double + cron, cron + @instance, scheduled job + @instance, waits for itself,
        deadlocks itself, lock itself, never released, not released, forgot to release,
        hold* + lock + @wait, lock + never, lock + expire*, lock + stuck, wait* for each other,
        waiting on each other, waiting for each other, inconsistent state, corrupt* + @share,
        corrupt* + @parallel, @collide + @file + @process, @collide + @thread, same id twice,
        mixed up + requests, garbled, writes + interleave, output mixed, both write, both write to
      `,
      2: `
        intermittent* wrong, sometimes wrong, works alone, data corruption, heisenbug,
        inconsistent, only sometimes, random* wrong
      `,
    },
    error: {
      6: `
        dictionary changed size during iteration, release unlocked lock, lock is not acquired,
        semaphore released too many times, cannot release un acquired lock,
        resource deadlock avoided, lockerror, elocked, E_CANCELED, request for lock canceled,
        already locked
      `,
      4: "is bound to a different event loop, bound to a different event loop",
    },
  },
};
