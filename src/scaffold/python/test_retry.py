"""Tests of retry, in virtual time."""

import asyncio
import unittest
from collections.abc import Awaitable, Callable

from retry import RetryPolicy, retry
from virtual_time import virtual_time


class Flaky:
    """Fails a number of times, then returns "done"; each call takes `seconds`."""

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
        await asyncio.sleep(seconds)

    return sleep


def always(_error: Exception) -> bool:
    return True


def now() -> float:
    return asyncio.get_running_loop().time()


class RetryTest(unittest.TestCase):
    @virtual_time
    async def test_the_delays_double_up_to_the_cap(self) -> None:
        delays: list[float] = []
        work = Flaky(4)
        policy = RetryPolicy(attempts=5, base=0.1, cap=0.3)
        result = await retry(
            work, policy=policy, retryable=always, sleep=recorder(delays), jitter=lambda: 1.0
        )
        self.assertEqual((result, work.calls), ("done", 5))
        self.assertEqual(delays, [0.1, 0.2, 0.3, 0.3])

    @virtual_time
    async def test_the_jitter_is_full(self) -> None:
        delays: list[float] = []
        parts = iter([0.0, 0.5, 0.25])
        await retry(
            Flaky(3),
            policy=RetryPolicy(attempts=4, base=1, cap=100),
            retryable=always,
            sleep=recorder(delays),
            jitter=lambda: next(parts),
        )
        self.assertEqual(delays, [0, 1, 1])

    @virtual_time
    async def test_attempts_count_all_calls_and_the_last_error_is_raised(self) -> None:
        work = Flaky(9)
        with self.assertRaisesRegex(ConnectionError, "reset") as caught:
            await retry(work, policy=RetryPolicy(attempts=3), retryable=always)
        self.assertEqual(work.calls, 3)
        self.assertEqual(caught.exception.__notes__, ["gave up after 3 of 3 tries"])

    @virtual_time
    async def test_what_is_not_retryable_is_called_once(self) -> None:
        work = Flaky(9, ValueError("bad input"))
        with self.assertRaisesRegex(ValueError, "bad input"):
            await retry(
                work,
                policy=RetryPolicy(),
                retryable=lambda error: isinstance(error, ConnectionError),
            )
        self.assertEqual(work.calls, 1)

    @virtual_time
    async def test_what_the_server_asked_for_is_a_floor_below_the_jitter(self) -> None:
        delays: list[float] = []
        await retry(
            Flaky(2),
            policy=RetryPolicy(base=1, cap=10),
            retryable=always,
            retry_after=lambda _: 5.0,
            sleep=recorder(delays),
            jitter=lambda: 0.5,
        )
        self.assertEqual(delays, [5.5, 6])

    @virtual_time
    async def test_a_try_that_hangs_times_out_and_is_retried(self) -> None:
        calls = 0

        async def hang_once() -> str:
            nonlocal calls
            calls += 1
            if calls == 1:
                await asyncio.sleep(3600)
            return "done"

        policy = RetryPolicy(base=0, cap=0, attempt_timeout=2)
        self.assertEqual(await retry(hang_once, policy=policy, retryable=always), "done")
        self.assertEqual((calls, now()), (2, 2))

    @virtual_time
    async def test_no_delay_is_begun_that_would_miss_the_deadline(self) -> None:
        work = Flaky(99, seconds=1)
        policy = RetryPolicy(attempts=99, base=4, cap=4, deadline=10)
        with self.assertRaises(ConnectionError):
            await retry(work, policy=policy, retryable=always, jitter=lambda: 1.0)
        self.assertEqual((work.calls, now()), (2, 6))  # 1 + 4 + 1; then 4 more would reach 10.

    @virtual_time
    async def test_no_try_outlives_the_deadline(self) -> None:
        policy = RetryPolicy(attempt_timeout=None, deadline=3)
        with self.assertRaises(TimeoutError):
            await retry(lambda: asyncio.sleep(3600), policy=policy, retryable=always)
        self.assertEqual(now(), 3)

    @virtual_time
    async def test_a_cancellation_is_never_retried(self) -> None:
        for seconds, failures in ((60, 0), (0, 99)):  # During a try, and during a delay.
            with self.subTest(seconds=seconds):
                work = Flaky(failures, seconds=seconds)
                policy = RetryPolicy(attempts=9, base=60, cap=60)
                task = asyncio.create_task(
                    retry(work, policy=policy, retryable=always, jitter=lambda: 1.0)
                )
                await asyncio.sleep(1)
                task.cancel()
                await asyncio.wait([task])
                self.assertTrue(task.cancelled())
                self.assertEqual(work.calls, 1)

    def test_many_tries_neither_overflow_nor_exceed_the_cap(self) -> None:
        self.assertEqual(RetryPolicy(base=0.1, cap=10).backoff(100_000), 10)
        with self.assertRaises(ValueError):
            RetryPolicy(attempts=0)

    @virtual_time
    async def test_without_a_deadline_the_timeout_of_a_try_still_holds(self) -> None:
        policy = RetryPolicy(attempts=1, attempt_timeout=2, deadline=None)
        await asyncio.sleep(5)
        with self.assertRaises(TimeoutError):
            await retry(lambda: asyncio.sleep(60), policy=policy, retryable=always)
        self.assertEqual(now(), 7)

    @virtual_time
    async def test_the_deadline_ends_a_try_before_its_own_timeout(self) -> None:
        policy = RetryPolicy(attempts=1, attempt_timeout=30, deadline=2)
        with self.assertRaises(TimeoutError):
            await retry(lambda: asyncio.sleep(60), policy=policy, retryable=always)
        self.assertEqual(now(), 2)


if __name__ == "__main__":
    unittest.main()
