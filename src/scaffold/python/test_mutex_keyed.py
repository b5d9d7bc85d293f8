"""Tests of mutex_keyed, in virtual time."""

import asyncio
import random
import unittest

from mutex_keyed import KeyedMutex
from virtual_time import virtual_time


class KeyedMutexTest(unittest.TestCase):
    @virtual_time
    async def test_sections_of_one_key_never_overlap_with_staggered_arrivals(self) -> None:
        for seed in range(100):
            with self.subTest(seed=seed):
                await self._storm(random.Random(seed))

    async def _storm(self, chance: random.Random) -> None:
        mutex = KeyedMutex()
        inside: dict[str, int] = {"a": 0, "b": 0}

        async def enter(key: str) -> None:
            await asyncio.sleep(chance.random())
            async with mutex.hold(key):
                inside[key] += 1
                try:
                    self.assertEqual(inside[key], 1)
                    await asyncio.sleep(chance.choice([0, 0.01, 0.1]))
                finally:
                    inside[key] -= 1

        tasks = [asyncio.create_task(enter(chance.choice("ab"))) for _ in range(30)]
        await asyncio.sleep(0.5)
        for task in chance.sample(tasks, 10):
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        self.assertEqual([r for r in results if isinstance(r, Exception)], [])
        self.assertEqual(mutex.stats(), {"keys": 0, "users": 0})

    @virtual_time
    async def test_different_keys_overlap_and_one_key_is_first_come_first_served(self) -> None:
        mutex = KeyedMutex()
        log: list[str] = []

        async def enter(key: str, name: str) -> None:
            async with mutex.hold(key):
                await asyncio.sleep(1)
                log.append(f"{name}@{asyncio.get_running_loop().time():g}")

        async with asyncio.TaskGroup() as group:
            for key, name in (("x", "x1"), ("x", "x2"), ("y", "y1"), ("x", "x3")):
                group.create_task(enter(key, name))
        self.assertEqual(log, ["x1@1", "y1@1", "x2@2", "x3@3"])

    @virtual_time
    async def test_an_error_frees_the_key(self) -> None:
        mutex = KeyedMutex()
        with self.assertRaisesRegex(LookupError, "inside"):
            async with mutex.hold("x"):
                raise LookupError("inside")
        self.assertEqual(mutex.stats(), {"keys": 0, "users": 0})

    @virtual_time
    async def test_a_cancelled_waiter_leaves_and_the_next_moves_up(self) -> None:
        mutex = KeyedMutex()
        entered: list[str] = []

        async def enter(name: str) -> None:
            async with mutex.hold("x"):
                entered.append(name)

        async with mutex.hold("x"):
            first = asyncio.create_task(enter("first"))
            second = asyncio.create_task(enter("second"))
            await asyncio.sleep(0)
            self.assertEqual(mutex.stats(), {"keys": 1, "users": 3})
            first.cancel()
            await asyncio.sleep(0)
        await second
        self.assertTrue(first.cancelled())
        self.assertEqual((entered, mutex.stats()["keys"]), (["second"], 0))


if __name__ == "__main__":
    unittest.main()
