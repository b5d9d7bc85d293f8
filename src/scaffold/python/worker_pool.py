"""Worker pool: run blocking or CPU-bound functions beside the event loop, a bounded number at once.

`kind="process"` gives each worker a process: true parallelism, and a job that is cancelled or too
slow is really stopped, because its process is killed and replaced. `kind="thread"` is for
blocking calls, and `kind="interpreter"` (Python 3.14) for CPU work without a process; neither can
be stopped, so an abandoned job keeps its worker until it ends by itself.

Invariants the test proves:
- never more than `workers` jobs run; beyond `queue_max` waiting ones, run() is refused at once
- a process job that is cancelled or times out is killed, and the pool stays usable
- a worker that dies fails only its own job
- what cannot be pickled fails only its own job and costs no worker
- an abandoned thread keeps its place until it is really over
- leaving the block lets running jobs finish; an error or a cancellation kills processes

Pitfalls:
- Guard the main module with `if __name__ == "__main__":`; workers load it again.
- Functions and arguments go through pickle: top-level functions only, and copies of the data.
- Killed means killed: no `finally` runs in the job; locks and files it held stay as they are.
- asyncio.to_thread and ProcessPoolExecutor do not stop the work when the await is cancelled, and
  one crashed process breaks every job of a ProcessPoolExecutor.
- More workers than os.process_cpu_count() (3.13; before it os.cpu_count()) gain nothing.
"""

import asyncio
import multiprocessing
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Literal, Protocol, TypeVar

R = TypeVar("R")
Kind = Literal["process", "thread", "interpreter"]


class PoolFull(Exception):
    """The queue of the pool is full; the job was not accepted."""


class WorkerCrashed(Exception):
    """The worker's process ended before the job did; the job may have had a part of its effect."""


class WorkerPool:
    """`async with WorkerPool("process", workers=2, queue_max=9) as pool: await pool.run(f, x)`."""

    def __init__(self, kind: Kind, *, workers: int, queue_max: int) -> None:
        """`workers` 1 or more; `queue_max` 0 or more jobs may wait."""
        if workers < 1 or queue_max < 0:
            raise ValueError(f"needs workers >= 1, queue_max >= 0, received {workers}, {queue_max}")
        self._kind = kind
        self._executor = _executor(kind, workers)
        self._idle: list[_Worker] = [
            _Process(self._executor) if kind == "process" else _Thread(self._executor)
            for _ in range(workers)
        ]
        self._workers = tuple(self._idle)
        self._free = asyncio.Semaphore(workers)
        self._queue_max = queue_max
        self._waiting = 0
        self._closed = False
        self._busy: set[asyncio.Future[Any]] = set()

    def stats(self) -> dict[str, int]:
        return {"busy": len(self._busy), "idle": len(self._idle), "waiting": self._waiting}

    async def run(
        self, function: Callable[..., R], *args: object, timeout: float | None = None
    ) -> R:
        """Run `function(*args)` in a worker and return what it returns, or raise what it raises.

        `timeout` is in seconds from the moment a worker has the job; then TimeoutError. Raises
        PoolFull, and RuntimeError once the pool is closing.
        """
        if self._closed:
            raise RuntimeError("the pool is closed")
        if self._free.locked() and self._waiting >= self._queue_max:
            raise PoolFull(f"{self._waiting} jobs are waiting already")
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        worker = self._idle.pop()
        job = worker.start(function, args)
        self._busy.add(job)
        job.add_done_callback(lambda _: self._give_back(worker, job))
        try:
            async with asyncio.timeout(timeout):
                return await asyncio.shield(job)
        except (asyncio.CancelledError, TimeoutError):
            if not job.done():
                worker.stop()
            raise

    def _give_back(self, worker: "_Worker", job: "asyncio.Future[Any]") -> None:
        if not job.cancelled():
            job.exception()  # Looked at, for a caller that has left before.
        self._busy.discard(job)
        self._idle.append(worker)
        self._free.release()

    async def __aenter__(self) -> "WorkerPool":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closed = True
        try:
            while self._busy and error is None:
                await asyncio.wait(self._busy)
        finally:
            for worker in self._workers:
                worker.stop()
            while self._busy and self._kind == "process":
                await asyncio.wait(self._busy)  # A killed process ends at once.
            for worker in self._idle:
                worker.close()
            # A thread cannot be stopped: waiting for it would hold up an error or a cancellation.
            self._executor.shutdown(wait=not self._busy)


class _Worker(Protocol):
    def start(
        self, function: Callable[..., Any], args: tuple[object, ...]
    ) -> "asyncio.Future[Any]": ...

    def stop(self) -> None: ...

    def close(self) -> None: ...


class _Thread:
    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def start(
        self, function: Callable[..., Any], args: tuple[object, ...]
    ) -> "asyncio.Future[Any]":
        return asyncio.get_running_loop().run_in_executor(self._executor, function, *args)

    def stop(self) -> None:
        """A thread cannot be stopped."""

    def close(self) -> None:
        """The executor ends its threads."""


class _Process:
    """One process, started for the first job and again after a crash or a kill.

    A thread talks to it, so that the loop never blocks on the pipe; killing the process ends the
    pipe, and so the talk.
    """

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._child: tuple[BaseProcess, "Connection[Any, Any]"] | None = None
        self._unwanted = False

    def start(
        self, function: Callable[..., Any], args: tuple[object, ...]
    ) -> "asyncio.Future[Any]":
        self._unwanted = False
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self._executor, self._talk, function, args)

    def stop(self) -> None:
        # The order matters: a child that is being started right now sees the mark instead.
        self._unwanted = True
        if self._child is not None:
            self._child[0].kill()

    def close(self) -> None:
        if self._child is not None:
            process, pipe = self._child
            self._child = None
            pipe.close()
            process.kill()
            process.join()

    def _talk(self, function: Callable[..., Any], args: tuple[object, ...]) -> Any:
        request = pickle.dumps((function, args))
        process, pipe = self._child or self._launch()
        try:
            if self._unwanted:
                process.kill()
            pipe.send_bytes(request)
            returned, value = pickle.loads(pipe.recv_bytes())
        except (EOFError, OSError) as error:
            self._child = None
            pipe.close()
            process.join()
            raise WorkerCrashed(f"the worker ended with code {process.exitcode}") from error
        if returned:
            return value
        raise value

    def _launch(self) -> tuple[BaseProcess, "Connection[Any, Any]"]:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        self._child = (process, ours)
        return self._child


def _serve(pipe: "Connection[Any, Any]") -> None:
    """The worker process: answer one request after the other until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to handle.
    while True:
        try:
            request = pipe.recv_bytes()
        except EOFError:
            return
        try:
            function, args = pickle.loads(request)
            answer = pickle.dumps((True, function(*args)))
        except Exception as error:
            answer = _pickled(error)
        pipe.send_bytes(answer)


def _pickled(error: Exception) -> bytes:
    error.add_note("".join(traceback.format_exception(error)))
    try:
        answer = pickle.dumps((False, error))
        pickle.loads(answer)  # Some errors can be written but not read again.
        return answer
    except Exception:
        return pickle.dumps((False, RuntimeError(repr(error))))


def _executor(kind: Kind, workers: int) -> Executor:
    if kind != "interpreter":
        return ThreadPoolExecutor(workers, thread_name_prefix="worker-pool")
    if sys.version_info < (3, 14):
        raise ValueError('kind="interpreter" needs Python 3.14')
    from concurrent.futures import InterpreterPoolExecutor

    return InterpreterPoolExecutor(workers)
