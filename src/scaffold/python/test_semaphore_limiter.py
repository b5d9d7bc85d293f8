"""Tests of semaphore_limiter, in virtual time."""

import asyncio
import random
import unittest

from semaphore_limiter import Limiter
from virtual_time import virtual_time


class SemaphoreLimiter(unittest.TestCase):
    @virtual_time
    async def test_the_limit_holds_under_random_cancellation(self) -> None:
        for seed in range(150):
            with self.subTest(seed=seed):
                await self._storm(random.Random(seed))

    async def _storm(self, chance: random.Random) -> None:
        limiter = Limiter(3)
        held = 0
        finished = 0

        async def hold(weight: int) -> None:
            nonlocal held, finished
            async with limiter.slot(weight):
                held += weight
                try:
                    self.assertLessEqual(held, 3)
                    await asyncio.sleep(chance.choice([0, 0.001, 0.002]))
                    finished += 1
                finally:
                    held -= weight

        tasks: list[asyncio.Task[None]] = []
        for _ in range(20):
            tasks.append(asyncio.create_task(hold(chance.randint(1, 3))))
            if chance.random() < 0.5:
                await asyncio.sleep(chance.choice([0, 0.001]))
            if chance.random() < 0.5:
                chance.choice(tasks).cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        failures = [r for r in results if isinstance(r, Exception)]
        self.assertEqual(failures, [])
        self.assertEqual(finished, sum(result is None for result in results))
        stats = limiter.stats()
        self.assertEqual((stats.free, stats.waiting), (3, 0))
        self.assertLessEqual(stats.peak, 3)

    @virtual_time
    async def test_first_come_first_served_and_a_heavy_waiter_is_not_overtaken(self) -> None:
        limiter = Limiter(2)
        first = await limiter.acquire()
        order: list[str] = []

        async def ask(name: str, weight: int) -> None:
            async with limiter.slot(weight):
                order.append(name)

        async with asyncio.TaskGroup() as group:
            group.create_task(ask("heavy", 2))
            await asyncio.sleep(0)
            group.create_task(ask("small", 1))
            await asyncio.sleep(0)
            self.assertEqual((order, limiter.stats().waiting), ([], 2))
            first.release()
        self.assertEqual(order, ["heavy", "small"])

    @virtual_time
    async def test_a_heavy_waiter_that_leaves_wakes_the_small_ones(self) -> None:
        limiter = Limiter(2)
        first = await limiter.acquire()
        heavy = asyncio.create_task(limiter.acquire(2))
        small = asyncio.create_task(limiter.acquire(1))
        await asyncio.sleep(0)
        self.assertEqual(limiter.stats().waiting, 2)
        heavy.cancel()
        (await small).release()
        self.assertTrue(heavy.cancelled())
        first.release()
        self.assertEqual((limiter.stats().free, limiter.stats().peak), (2, 2))

    @virtual_time
    async def test_a_grant_that_meets_a_cancellation_is_given_back(self) -> None:
        limiter = Limiter(1)
        permit = await limiter.acquire()
        waiter = asyncio.create_task(limiter.acquire())
        await asyncio.sleep(0)
        permit.release()
        waiter.cancel()
        await asyncio.wait([waiter])
        self.assertTrue(waiter.cancelled())
        self.assertEqual((limiter.stats().free, limiter.stats().waiting), (1, 0))

    @virtual_time
    async def test_releasing_twice_has_no_effect(self) -> None:
        limiter = Limiter(2)
        permit = await limiter.acquire()
        permit.release()
        permit.release()
        self.assertEqual(limiter.stats().free, 2)

    @virtual_time
    async def test_an_exception_releases_and_passes_through(self) -> None:
        limiter = Limiter(1)

        async def fail() -> None:
            raise LookupError("gone")

        with self.assertRaisesRegex(LookupError, "gone"):
            await limiter.run(fail)
        self.assertEqual(limiter.stats().free, 1)

    @virtual_time
    async def test_run_holds_the_permit_until_the_work_is_over(self) -> None:
        limiter = Limiter(1)
        free: list[int] = []

        async def work() -> str:
            await asyncio.sleep(1)
            free.append(limiter.stats().free)
            return "done"

        self.assertEqual(await limiter.run(work), "done")
        self.assertEqual(free, [0])

    @virtual_time
    async def test_a_request_that_can_never_be_met_is_refused(self) -> None:
        limiter = Limiter(2)
        for weight in (0, 3):
            with self.assertRaisesRegex(ValueError, "weight must be 1 to 2"):
                await limiter.acquire(weight)
        with self.assertRaisesRegex(ValueError, "permits must be at least 1"):
            Limiter(0)


if __name__ == "__main__":
    unittest.main()
