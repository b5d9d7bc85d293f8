"""Tests of sliding_window with pyrate-limiter, in virtual time."""

import asyncio
import random
import unittest

from sliding_window import SlidingWindow
from virtual_time import virtual_time


def limiter(limit: int, window: float) -> SlidingWindow:
    return SlidingWindow(limit, window, clock=asyncio.get_running_loop().time)


def now() -> float:
    return asyncio.get_running_loop().time()


class SlidingWindowTest(unittest.TestCase):
    async def _starts(self, window: SlidingWindow, arrivals: list[float]) -> list[float]:
        begun = now()
        starts: list[float] = []

        async def call(at: float) -> None:
            await asyncio.sleep(at)
            await window.start()
            starts.append(round(now() - begun, 6))

        async with asyncio.TaskGroup() as group:
            for at in arrivals:
                group.create_task(call(at))
        return starts

    @virtual_time
    async def test_staggered_arrivals_do_not_squeeze_two_windows_together(self) -> None:
        arrivals = [0.0] + [0.9] * 9 + [1.001] * 20
        starts = await self._starts(limiter(10, 1), arrivals)
        expected = [0.0] + [0.9] * 9 + [1.001] + [1.9] * 9 + [2.001] + [2.9] * 9
        for start, due in zip(starts, expected, strict=True):
            self.assertGreaterEqual(start, due)
            self.assertLess(start, due + 0.004)  # At most 1 ms for each window before it.

    @virtual_time
    async def test_no_window_holds_more_than_the_limit(self) -> None:
        for seed in range(50):
            with self.subTest(seed=seed):
                chance = random.Random(seed)
                limit, window = chance.randint(1, 5), chance.choice([0.5, 1, 3])
                arrivals = [chance.random() * 4 for _ in range(40)]
                starts = await self._starts(limiter(limit, window), arrivals)
                self.assertEqual(len(starts), 40)
                for first, later in zip(starts, starts[limit:], strict=False):
                    self.assertGreaterEqual(later - first, window - 1e-6)

    @virtual_time
    async def test_a_cancelled_waiter_counts_for_nothing(self) -> None:
        window = limiter(1, 10)
        await window.start()
        first = asyncio.create_task(window.start())
        second = asyncio.create_task(window.start())
        await asyncio.sleep(1)
        self.assertEqual(window.stats(), {"used": 1, "waiting": 2})
        first.cancel()
        await second
        self.assertAlmostEqual(now(), 10, delta=0.002)
        self.assertTrue(first.cancelled())

    @virtual_time
    async def test_try_start_answers_at_once_and_never_overtakes(self) -> None:
        window = limiter(2, 1)
        self.assertEqual([window.try_start() for _ in range(3)], [True, True, False])
        waiter = asyncio.create_task(window.start())
        await asyncio.sleep(0)
        self.assertFalse(window.try_start())
        await waiter
        self.assertAlmostEqual(now(), 1, delta=0.002)
        self.assertEqual(window.stats(), {"used": 1, "waiting": 0})

    @virtual_time
    async def test_what_has_left_the_window_is_forgotten(self) -> None:
        window = limiter(3, 0.01)
        for _ in range(50):
            await asyncio.sleep(0.1)
            self.assertTrue(window.try_start())
        self.assertEqual(window.stats()["used"], 1)

    def test_a_wrong_limit_is_refused(self) -> None:
        for limit, window in ((0, 1), (1, 0)):
            with self.assertRaises(ValueError):
                SlidingWindow(limit, window)


if __name__ == "__main__":
    unittest.main()
