"""Tests of retry with tenacity, on asyncio in virtual time."""

import asyncio
import unittest
from collections.abc import Awaitable, Callable

from retry import retry
from virtual_time import virtual_time


class Flaky:
    def __init__(self, failures: int, error: Exception | None = None, seconds: float = 0) -> None:
        self.calls = 0
        self._failures, self._seconds = failures, seconds
        self._error = error or ConnectionError("reset")

    async def __call__(self) -> str:
        self.calls += 1
        await asyncio.sleep(self._seconds)
        if self.calls <= self._failures:
            raise self._error
        return "done"


def recorder(delays: list[float]) -> Callable[[float], Awaitable[None]]:
    async def sleep(seconds: float) -> None:
        delays.append(round(seconds, 6))

    return sleep


def always(_error: BaseException) -> bool:
    return True


class RetryTest(unittest.TestCase):
    @virtual_time
    async def test_delays_double_to_the_cap_on_top_of_what_the_server_asked_for(self) -> None:
        for floor, expected in ((None, [0.1, 0.2, 0.3, 0.3]), (5.0, [5.1, 5.2, 5.3, 5.3])):
            delays: list[float] = []
            work = Flaky(4)
            result = await retry(
                work,
                retryable=always,
                retry_after=lambda _, floor=floor: floor,
                attempts=5,
                base=0.1,
                cap=0.3,
                sleep=recorder(delays),
                jitter=lambda: 1.0,
            )
            self.assertEqual((result, work.calls, delays), ("done", 5, expected))

    @virtual_time
    async def test_attempts_count_all_calls_and_the_error_is_raised_itself(self) -> None:
        work = Flaky(9)
        with self.assertRaisesRegex(ConnectionError, "reset"):
            await retry(work, retryable=always, attempts=3, sleep=recorder([]))
        self.assertEqual(work.calls, 3)

    @virtual_time
    async def test_what_is_not_retryable_is_called_once(self) -> None:
        work = Flaky(9, ValueError("yours"))
        with self.assertRaisesRegex(ValueError, "yours"):
            await retry(work, retryable=lambda error: isinstance(error, ConnectionError))
        self.assertEqual(work.calls, 1)

    @virtual_time
    async def test_each_try_has_its_own_timeout(self) -> None:
        with self.assertRaises(TimeoutError):
            await retry(
                lambda: asyncio.sleep(60),
                retryable=always,
                attempts=2,
                attempt_timeout=3,
                jitter=lambda: 0.0,
            )
        self.assertEqual(asyncio.get_running_loop().time(), 6)

    @virtual_time
    async def test_a_delay_that_would_miss_the_deadline_is_not_begun(self) -> None:
        delays: list[float] = []
        with self.assertRaises(ConnectionError):
            await retry(
                Flaky(99),
                retryable=always,
                attempts=99,
                base=60,
                cap=60,
                deadline=50,
                sleep=recorder(delays),
                jitter=lambda: 1.0,
            )
        self.assertEqual(delays, [])

    @virtual_time
    async def test_a_cancellation_is_never_retried(self) -> None:
        work = Flaky(0, seconds=60)
        task = asyncio.create_task(retry(work, retryable=always))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait([task])
        self.assertTrue(task.cancelled())
        self.assertEqual(work.calls, 1)


if __name__ == "__main__":
    unittest.main()
