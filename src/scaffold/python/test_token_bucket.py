"""Tests of token_bucket, in virtual time."""

import asyncio
import random
import unittest

from token_bucket import TokenBucket
from virtual_time import virtual_time


def bucket(rate: float, burst: float) -> TokenBucket:
    return TokenBucket(rate, burst, clock=asyncio.get_running_loop().time)


def now() -> float:
    return asyncio.get_running_loop().time()


class TokenBucketTest(unittest.TestCase):
    @virtual_time
    async def test_no_window_holds_more_than_burst_plus_rate_times_its_length(self) -> None:
        for seed in range(50):
            with self.subTest(seed=seed):
                chance = random.Random(seed)
                rate, burst = chance.choice([3, 10, 7.5]), chance.randint(1, 5)
                limiter = bucket(rate, burst)
                taken: list[tuple[float, int]] = []

                async def caller(
                    chance: random.Random = chance,
                    burst: int = burst,
                    limiter: TokenBucket = limiter,
                    taken: list[tuple[float, int]] = taken,
                ) -> None:
                    await asyncio.sleep(chance.random() * 3)
                    tokens = chance.randint(1, burst)
                    await limiter.take(tokens)
                    taken.append((now(), tokens))

                tasks = [asyncio.create_task(caller()) for _ in range(40)]
                await asyncio.sleep(1)
                for task in chance.sample(tasks, 8):
                    task.cancel()
                await asyncio.wait(tasks)
                for first, (start, _) in enumerate(taken):
                    total = 0
                    for end, tokens in taken[first:]:
                        total += tokens
                        self.assertLessEqual(total, burst + rate * (end - start) + 1e-6)

    @virtual_time
    async def test_the_rate_is_reached_and_the_line_keeps_its_order(self) -> None:
        limiter = bucket(rate=10, burst=2)
        served: list[tuple[int, float]] = []

        async def caller(number: int) -> None:
            await limiter.take()
            served.append((number, round(now(), 6)))

        async with asyncio.TaskGroup() as group:
            for number in range(6):
                group.create_task(caller(number))
        self.assertEqual(served, [(0, 0), (1, 0), (2, 0.1), (3, 0.2), (4, 0.3), (5, 0.4)])

    @virtual_time
    async def test_idle_time_never_saves_more_than_the_burst(self) -> None:
        limiter = bucket(rate=10, burst=3)
        await asyncio.sleep(3600)
        self.assertEqual(limiter.stats(), {"tokens": 3, "waiting": 0})
        self.assertEqual([limiter.try_take() for _ in range(4)], [True, True, True, False])
        await asyncio.sleep(0.2)
        self.assertAlmostEqual(limiter.stats()["tokens"], 2)

    @virtual_time
    async def test_a_cancelled_waiter_takes_nothing_and_the_next_moves_up(self) -> None:
        limiter = bucket(rate=1, burst=5)
        await limiter.take(5)
        first = asyncio.create_task(limiter.take(5))
        second = asyncio.create_task(limiter.take(1))
        await asyncio.sleep(0.5)
        self.assertFalse(limiter.try_take(0.1))  # Nobody overtakes the line.
        first.cancel()
        await second
        self.assertEqual(now(), 1)
        self.assertTrue(first.cancelled())
        self.assertEqual(limiter.stats(), {"tokens": 0, "waiting": 0})

    @virtual_time
    async def test_what_can_never_be_met_is_refused(self) -> None:
        limiter = bucket(rate=1, burst=2)
        for tokens in (0, 2.5):
            with self.assertRaisesRegex(ValueError, "tokens must be above 0, at most 2"):
                await limiter.take(tokens)
            with self.assertRaisesRegex(ValueError, "tokens must be above 0, at most 2"):
                limiter.try_take(tokens)
        for rate, burst in ((0, 1), (1, 0.5)):
            with self.assertRaises(ValueError):
                bucket(rate, burst)


if __name__ == "__main__":
    unittest.main()
