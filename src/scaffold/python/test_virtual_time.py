"""Tests of virtual_time: time jumps, order holds, deadlocks and leaks fail."""

import asyncio
import unittest

from virtual_time import Deadlock, virtual_time


class VirtualTime(unittest.TestCase):
    @virtual_time
    async def test_an_hour_passes_at_once_and_in_order(self) -> None:
        order: list[str] = []

        async def wait(name: str, seconds: float) -> None:
            await asyncio.sleep(seconds)
            order.append(f"{name}@{asyncio.get_running_loop().time():g}")

        async with asyncio.TaskGroup() as group:
            group.create_task(wait("late", 3600))
            group.create_task(wait("early", 1))
        self.assertEqual(order, ["early@1", "late@3600"])

    @virtual_time
    async def test_a_timeout_expires_in_virtual_time(self) -> None:
        with self.assertRaises(TimeoutError):
            async with asyncio.timeout(500):
                await asyncio.sleep(501)
        self.assertEqual(asyncio.get_running_loop().time(), 500)

    def test_a_test_that_can_never_end_fails(self) -> None:
        @virtual_time
        async def stuck(_case: object) -> None:
            await asyncio.Event().wait()

        with self.assertRaises(Deadlock):
            stuck(self)

    def test_a_task_left_behind_fails(self) -> None:
        @virtual_time
        async def leaky(_case: object) -> None:
            kept.append(asyncio.create_task(asyncio.sleep(1)))

        kept: list[asyncio.Task[None]] = []
        with self.assertRaisesRegex(AssertionError, "1 tasks were left behind"):
            leaky(self)


if __name__ == "__main__":
    unittest.main()
