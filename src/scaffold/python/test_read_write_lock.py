"""Tests of read_write_lock, in virtual time."""

import asyncio
import random
import unittest

from read_write_lock import Mode, ReadWriteLock, ReadWriteStats
from virtual_time import virtual_time


class ReadWriteLockTest(unittest.TestCase):
    def setUp(self) -> None:
        self.lock = ReadWriteLock()
        self.log: list[str] = []

    async def enter(self, mode: Mode, name: str, seconds: float = 1) -> None:
        async with self.lock.read() if mode == "read" else self.lock.write():
            self.log.append(name)
            await asyncio.sleep(seconds)

    def at_rest(self) -> bool:
        stats = self.lock.stats()
        return (stats.readers, stats.writer, stats.waiting) == (0, False, 0)

    @virtual_time
    async def test_a_writer_is_alone_under_random_cancellation(self) -> None:
        for seed in range(150):
            with self.subTest(seed=seed):
                await self._storm(random.Random(seed))

    async def _storm(self, chance: random.Random) -> None:
        self.lock = ReadWriteLock()
        inside: list[Mode] = []

        async def visit(mode: Mode) -> None:
            await asyncio.sleep(chance.choice([0, 0.1, 0.2, 0.5]))
            async with self.lock.read() if mode == "read" else self.lock.write():
                inside.append(mode)
                try:
                    self.assertTrue(inside == ["write"] or "write" not in inside, inside)
                    await asyncio.sleep(chance.choice([0, 0.1, 0.2]))
                finally:
                    inside.remove(mode)

        modes: list[Mode] = ["read", "read", "write"]
        tasks = [asyncio.create_task(visit(chance.choice(modes))) for _ in range(30)]
        for _ in range(8):
            await asyncio.sleep(chance.choice([0, 0.1]))
            chance.choice(tasks).cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        self.assertEqual([r for r in results if isinstance(r, Exception)], [])
        self.assertTrue(self.at_rest(), self.lock.stats())

    @virtual_time
    async def test_readers_share_and_arriving_readers_do_not_starve_a_writer(self) -> None:
        async with asyncio.TaskGroup() as group:
            arrivals: list[tuple[Mode, str]] = [
                ("read", "r1"),
                ("read", "r2"),
                ("write", "w"),
                ("read", "r3"),
                ("read", "r4"),
            ]
            for mode, name in arrivals:
                group.create_task(self.enter(mode, name))
                await asyncio.sleep(0.1)
            self.assertEqual(self.log, ["r1", "r2"])
            self.assertEqual(
                self.lock.stats(),
                ReadWriteStats(readers=2, writer=False, waiting=3, readers_peak=2),
            )
        self.assertEqual(self.log, ["r1", "r2", "w", "r3", "r4"])
        self.assertEqual(asyncio.get_running_loop().time(), 3.1)
        self.assertTrue(self.at_rest())

    @virtual_time
    async def test_a_cancelled_writer_lets_the_readers_behind_it_in(self) -> None:
        async with self.lock.read():
            writer = asyncio.create_task(self.enter("write", "w"))
            reader = asyncio.create_task(self.enter("read", "r", 0))
            await asyncio.sleep(0)
            writer.cancel()
            await reader
        self.assertEqual(self.log, ["r"])
        self.assertTrue(writer.cancelled() and self.at_rest())

    @virtual_time
    async def test_a_grant_that_meets_a_cancellation_is_given_back(self) -> None:
        for mode in ("read", "write"):
            with self.subTest(mode=mode):
                async with self.lock.write():
                    waiter = asyncio.create_task(self.enter(mode, mode))
                    await asyncio.sleep(0)
                waiter.cancel()
                await asyncio.wait([waiter])
                self.assertTrue(waiter.cancelled() and self.at_rest())
        self.assertEqual(self.log, [])

    @virtual_time
    async def test_an_error_inside_frees_the_lock(self) -> None:
        for block in (self.lock.read, self.lock.write):
            with self.assertRaises(LookupError):
                async with block():
                    raise LookupError
        self.assertTrue(self.at_rest())


if __name__ == "__main__":
    unittest.main()
