"""Tests of graceful_shutdown: real signals to this process, in virtual time; one real process."""

import asyncio
import os
import signal
import sys
import unittest

from graceful_shutdown import run_until_signal
from virtual_time import virtual_time


def now() -> float:
    return asyncio.get_running_loop().time()


class Jobs:
    """A server with jobs of `seconds` each; five are in progress when the signal comes."""

    def __init__(self, seconds: float, cleanup: float = 0) -> None:
        self.started = self.finished = self.cleaned = 0
        self._seconds, self._cleanup = seconds, cleanup

    async def serve(self, stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as group:
            while not stop.is_set():
                group.create_task(self._job())
                if self.started == 4:
                    os.kill(os.getpid(), signal.SIGTERM)
                await asyncio.sleep(0.001)

    async def _job(self) -> None:
        self.started += 1
        try:
            await asyncio.sleep(self._seconds)
            self.finished += 1
        finally:
            await asyncio.sleep(self._cleanup)
            self.cleaned += 1


class GracefulShutdown(unittest.TestCase):
    def tearDown(self) -> None:
        self.assertEqual(signal.getsignal(signal.SIGTERM), signal.SIG_DFL)
        self.assertEqual(signal.getsignal(signal.SIGINT), signal.default_int_handler)

    @virtual_time
    async def test_work_in_progress_finishes(self) -> None:
        jobs = Jobs(seconds=3)
        self.assertEqual(await run_until_signal(jobs.serve, grace=10), 0)
        self.assertEqual((jobs.started, jobs.finished), (5, 5))
        self.assertEqual(signal.getsignal(signal.SIGTERM), signal.SIG_DFL)

    @virtual_time
    async def test_the_deadline_cancels_what_is_left(self) -> None:
        jobs = Jobs(seconds=60, cleanup=1)
        self.assertEqual(await run_until_signal(jobs.serve, grace=10), 1)
        self.assertEqual((jobs.started, jobs.finished, jobs.cleaned), (5, 0, 5))
        self.assertAlmostEqual(now(), 11, places=1)

    @virtual_time
    async def test_a_clean_up_that_takes_too_long_ends_the_process(self) -> None:
        ended: list[tuple[int, float]] = []
        code = await run_until_signal(
            Jobs(seconds=60, cleanup=60).serve,
            grace=10,
            cleanup=5,
            end_process=lambda code: ended.append((code, round(now()))),
        )
        self.assertEqual((code, ended), (1, [(1, 15)]))

    @virtual_time
    async def test_a_second_signal_ends_the_process_at_once(self) -> None:
        ended: list[tuple[int, float]] = []

        async def serve(stop: asyncio.Event) -> None:
            os.kill(os.getpid(), signal.SIGINT)
            await stop.wait()
            await asyncio.sleep(2)
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.sleep(2)

        code = await run_until_signal(
            serve, grace=60, end_process=lambda code: ended.append((code, now()))
        )
        self.assertEqual((code, ended), (0, [(130, 2)]))

    @virtual_time
    async def test_a_server_that_ends_or_fails_by_itself(self) -> None:
        async def over(_stop: asyncio.Event) -> None:
            await asyncio.sleep(1)

        async def broken(_stop: asyncio.Event) -> None:
            raise OSError("address in use")

        self.assertEqual(await run_until_signal(over, grace=1), 0)
        for grace, cleanup in ((0, 1), (1, 0)):
            with self.assertRaisesRegex(ValueError, "must be above 0"):
                await run_until_signal(over, grace=grace, cleanup=cleanup)
        with self.assertRaisesRegex(OSError, "address in use"):
            await run_until_signal(broken, grace=1)

    @virtual_time
    async def test_a_cancellation_from_outside_stops_the_server(self) -> None:
        cleaned: list[float] = []

        async def serve(stop: asyncio.Event) -> None:
            try:
                await stop.wait()
            finally:
                await asyncio.sleep(1)
                cleaned.append(now())

        running = asyncio.create_task(run_until_signal(serve, grace=60))
        await asyncio.sleep(1)
        running.cancel()
        await asyncio.wait([running])
        self.assertTrue(running.cancelled())
        self.assertEqual(cleaned, [2])


class RealProcess(unittest.IsolatedAsyncioTestCase):
    async def test_a_process_answers_sigterm_with_exit_code_0(self) -> None:
        example = os.path.join(os.path.dirname(__file__), "example_graceful_shutdown.py")
        process = await asyncio.create_subprocess_exec(
            sys.executable, example, "wait", stdout=asyncio.subprocess.PIPE
        )
        if process.stdout is None:
            self.fail("no pipe")
        self.assertEqual(await process.stdout.readline(), b"ready\n")
        process.terminate()
        self.assertEqual(await process.stdout.read(), b"finished 5 of 5 jobs\n")
        self.assertEqual(await process.wait(), 0)


if __name__ == "__main__":
    unittest.main()
