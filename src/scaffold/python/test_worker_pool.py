"""Tests of worker_pool: real processes and threads, told apart by events and not by time."""

import asyncio
import multiprocessing
import os
import sys
import tempfile
import threading
import time
import unittest

from worker_pool import PoolFull, WorkerCrashed, WorkerPool


def square(number: int) -> int:
    return number * number


def process_id(_job: int = 0) -> int:
    return os.getpid()


def fail(message: str) -> None:
    raise LookupError(message)


def die(code: int) -> None:
    os._exit(code)


def hang(path: str) -> None:
    with open(path, "x"):
        pass
    while True:
        time.sleep(60)


def unpicklable() -> object:
    return threading.Lock()


class OddError(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one}/{two}")


def fail_oddly() -> None:
    raise OddError(1, 2)


async def until_exists(path: str) -> None:
    while not os.path.exists(path):
        await asyncio.sleep(0.005)


class ProcessPool(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.mark = os.path.join(self.enterContext(tempfile.TemporaryDirectory()), "started")
        self.pool = await self.enterAsyncContext(WorkerPool("process", workers=1, queue_max=5))

    async def asyncTearDown(self) -> None:
        self.assertEqual(self.pool.stats(), {"busy": 0, "idle": 1, "waiting": 0})
        self.assertEqual(asyncio.all_tasks(), {asyncio.current_task()})

    async def test_jobs_run_in_another_process_that_is_used_again(self) -> None:
        self.assertEqual(await self.pool.run(square, 7), 49)
        first = await self.pool.run(process_id)
        self.assertNotEqual(first, os.getpid())
        self.assertEqual(await self.pool.run(process_id), first)

    async def test_an_error_crosses_with_its_type_and_its_traceback(self) -> None:
        with self.assertRaisesRegex(LookupError, "nothing here") as caught:
            await self.pool.run(fail, "nothing here")
        self.assertIn("in fail", caught.exception.__notes__[0])

    async def test_what_cannot_cross_fails_only_its_own_job(self) -> None:
        worker = await self.pool.run(process_id)
        for function in (unpicklable, fail_oddly, lambda: 1):
            with self.subTest(function=function), self.assertRaises(Exception) as caught:
                await self.pool.run(function)
            self.assertNotIsInstance(caught.exception, WorkerCrashed)
        self.assertEqual(await self.pool.run(process_id), worker)

    async def test_a_worker_that_dies_fails_only_its_own_job(self) -> None:
        dying = asyncio.create_task(self.pool.run(die, 7))
        behind = asyncio.create_task(self.pool.run(square, 3))
        with self.assertRaisesRegex(WorkerCrashed, "code 7"):
            await dying
        self.assertEqual(await behind, 9)

    async def test_a_cancelled_job_is_killed_and_the_pool_goes_on(self) -> None:
        job = asyncio.create_task(self.pool.run(hang, self.mark))
        behind = asyncio.create_task(self.pool.run(square, 5))
        await until_exists(self.mark)
        job.cancel()
        self.assertEqual(await behind, 25)
        self.assertTrue(job.cancelled())

    async def test_a_job_that_takes_too_long_is_killed(self) -> None:
        with self.assertRaises(TimeoutError):
            await self.pool.run(hang, self.mark, timeout=0.01)
        self.assertEqual(await self.pool.run(square, 6), 36)

    async def test_a_job_cancelled_while_it_waits_never_starts(self) -> None:
        job = asyncio.create_task(self.pool.run(hang, self.mark))
        waiting = asyncio.create_task(self.pool.run(die, 1))
        await until_exists(self.mark)
        self.assertEqual(self.pool.stats(), {"busy": 1, "idle": 0, "waiting": 1})
        waiting.cancel()
        job.cancel()
        await asyncio.wait([waiting, job])
        self.assertEqual(await self.pool.run(square, 2), 4)

    async def test_an_error_in_the_block_kills_the_running_job(self) -> None:
        jobs: list[asyncio.Task[None]] = []
        with self.assertRaisesRegex(KeyError, "body"):
            async with WorkerPool("process", workers=2, queue_max=0) as pool:
                await pool.run(square, 1)
                jobs.append(asyncio.create_task(pool.run(hang, self.mark)))
                await until_exists(self.mark)
                raise KeyError("body")
        self.assertEqual(multiprocessing.active_children(), [])
        with self.assertRaises(WorkerCrashed):
            await jobs[0]


class ThreadPool(unittest.IsolatedAsyncioTestCase):
    async def test_an_abandoned_thread_keeps_its_place_until_it_ends(self) -> None:
        started, may_end = threading.Event(), threading.Event()

        def job() -> None:
            started.set()
            may_end.wait()

        async with WorkerPool("thread", workers=1, queue_max=1) as pool:
            first = asyncio.create_task(pool.run(job))
            await asyncio.to_thread(started.wait)
            first.cancel()
            await asyncio.wait([first])
            self.assertEqual(pool.stats(), {"busy": 1, "idle": 0, "waiting": 0})
            second = asyncio.create_task(pool.run(square, 4))
            await asyncio.sleep(0)
            with self.assertRaisesRegex(PoolFull, "1 jobs are waiting"):
                await pool.run(square, 5)
            may_end.set()
            self.assertEqual(await second, 16)
        with self.assertRaisesRegex(RuntimeError, "closed"):
            await pool.run(square, 1)

    async def test_never_more_jobs_than_workers(self) -> None:
        lock, running, peak = threading.Lock(), 0, 0
        gate = threading.Barrier(3)

        def job() -> None:
            nonlocal running, peak
            with lock:
                running += 1
                peak = max(peak, running)
            gate.wait()  # Passes only when three run at once.
            with lock:
                running -= 1

        async with WorkerPool("thread", workers=3, queue_max=99) as pool:
            async with asyncio.TaskGroup() as group:
                for _ in range(12):
                    group.create_task(pool.run(job))
        self.assertEqual(peak, 3)

    async def test_leaving_the_block_lets_running_jobs_finish(self) -> None:
        may_end = threading.Event()
        async with WorkerPool("thread", workers=1, queue_max=0) as pool:
            job = asyncio.create_task(pool.run(may_end.wait))
            await asyncio.sleep(0)
            may_end.set()
        self.assertTrue(await job)

    async def test_a_kind_this_python_lacks_is_refused(self) -> None:
        if sys.version_info < (3, 14):
            with self.assertRaisesRegex(ValueError, "3.14"):
                WorkerPool("interpreter", workers=1, queue_max=0)
            return
        async with WorkerPool("interpreter", workers=1, queue_max=0) as pool:
            self.assertEqual(await pool.run(square, 9), 81)


if __name__ == "__main__":
    unittest.main()
