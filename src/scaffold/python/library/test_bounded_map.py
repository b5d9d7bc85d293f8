"""Tests of bounded_map with anyio, on asyncio in virtual time."""

import itertools
import random
import unittest

import anyio
from bounded_map import bounded_map
from virtual_time import virtual_time


class BoundedMap(unittest.TestCase):
    def setUp(self) -> None:
        self.running = self.peak = self.started = 0

    async def work(self, item: int, seconds: float = 1) -> int:
        self.started += 1
        self.running += 1
        self.peak = max(self.peak, self.running)
        try:
            await anyio.sleep(seconds)
            return item * 10
        finally:
            self.running -= 1

    @virtual_time
    async def test_the_order_and_the_limit_hold(self) -> None:
        chance = random.Random(1)
        results = await bounded_map(
            lambda n: self.work(n, chance.choice([0, 0.1, 0.5])), range(50), limit=4
        )
        self.assertEqual(results, [n * 10 for n in range(50)])
        self.assertEqual((self.peak, self.running), (4, 0))
        self.assertEqual(await bounded_map(self.work, [], limit=4), [])

    @virtual_time
    async def test_the_first_error_stops_the_pulling(self) -> None:
        async def fail_at_five(item: int) -> int:
            if item == 5:
                raise LookupError("five")
            return await self.work(item)

        with self.assertRaisesRegex(LookupError, "five"):
            await bounded_map(fail_at_five, itertools.count(), limit=3)
        self.assertLess(self.started, 12)
        self.assertEqual(self.running, 0)

    @virtual_time
    async def test_a_cancel_scope_around_it_ends_every_call(self) -> None:
        with anyio.move_on_after(2.5) as scope:
            await bounded_map(self.work, itertools.count(), limit=5)
        self.assertTrue(scope.cancelled_caught)
        self.assertEqual((self.started, self.running), (15, 0))

    @virtual_time
    async def test_a_limit_below_one_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "at least 1, received 0"):
            await bounded_map(self.work, [1], limit=0)


if __name__ == "__main__":
    unittest.main()
