"""Tests of semaphore_limiter with anyio, on asyncio in virtual time."""

import asyncio
import random
import unittest

from semaphore_limiter import Limiter
from virtual_time import virtual_time


class SemaphoreLimiter(unittest.TestCase):
    @virtual_time
    async def test_the_limit_holds_under_random_cancellation(self) -> None:
        for seed in range(100):
            with self.subTest(seed=seed):
                chance, limiter, inside = random.Random(seed), Limiter(3), list[int]()

                async def hold(
                    number: int,
                    chance: random.Random = chance,
                    limiter: Limiter = limiter,
                    inside: list[int] = inside,
                ) -> None:
                    async with limiter.slot():
                        inside.append(number)
                        try:
                            self.assertLessEqual(len(inside), 3)
                            await asyncio.sleep(chance.choice([0, 0.1]))
                        finally:
                            inside.remove(number)

                tasks = [asyncio.create_task(hold(number)) for number in range(20)]
                for _ in range(6):
                    await asyncio.sleep(chance.choice([0, 0.05]))
                    chance.choice(tasks).cancel()
                results = await asyncio.gather(*tasks, return_exceptions=True)
                self.assertEqual([r for r in results if isinstance(r, Exception)], [])
                self.assertEqual(limiter.stats(), {"free": 3, "waiting": 0})

    @virtual_time
    async def test_first_come_first_served(self) -> None:
        limiter, order = Limiter(1), list[int]()

        async def enter(number: int) -> None:
            async with limiter.slot():
                order.append(number)
                await asyncio.sleep(1)

        async with asyncio.TaskGroup() as group:
            for number in range(5):
                group.create_task(enter(number))
        self.assertEqual(order, [0, 1, 2, 3, 4])

    @virtual_time
    async def test_one_task_may_hold_two_slots(self) -> None:
        limiter = Limiter(2)
        async with limiter.slot(), limiter.slot():
            self.assertEqual(limiter.stats()["free"], 0)

    def test_no_permits_are_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "at least 1, received 0"):
            Limiter(0)


if __name__ == "__main__":
    unittest.main()
