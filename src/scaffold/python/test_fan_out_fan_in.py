"""Tests of fan_out_fan_in, in virtual time."""

import asyncio
import itertools
import random
import unittest
from collections.abc import AsyncIterator, Generator

from fan_out_fan_in import fan_out_fan_in
from virtual_time import virtual_time


async def to_dict(results: AsyncIterator[tuple[int, int]]) -> dict[int, int]:
    return {index: value async for index, value in results}


class FanOutFanIn(unittest.TestCase):
    @virtual_time
    async def test_every_item_arrives_exactly_once_with_its_index(self) -> None:
        for seed in range(30):
            with self.subTest(seed=seed):
                chance = random.Random(seed)
                seen: list[int] = []

                async def work(item: int, chance: random.Random = chance) -> int:
                    await asyncio.sleep(chance.choice([0, 0.1, 0.3]))
                    return item * 10

                async def collect(
                    results: AsyncIterator[tuple[int, int]],
                    chance: random.Random = chance,
                    seen: list[int] = seen,
                ) -> int:
                    async for index, value in results:
                        self.assertEqual(value, index * 10)
                        seen.append(index)
                        await asyncio.sleep(chance.choice([0, 0.1]))
                    return len(seen)

                count = await fan_out_fan_in(range(50), work, collect, workers=4, buffer=2)
                self.assertEqual((count, sorted(seen)), (50, list(range(50))))

    @virtual_time
    async def test_a_slow_collector_holds_the_source(self) -> None:
        pulled = collected = lead = running = peak = 0

        def source() -> Generator[int, None, None]:
            nonlocal pulled, lead
            for n in range(40):
                pulled += 1
                lead = max(lead, pulled - collected)
                yield n

        async def work(item: int) -> int:
            nonlocal running, peak
            running += 1
            peak = max(peak, running)
            await asyncio.sleep(0.01)
            running -= 1
            return item

        async def collect(results: AsyncIterator[tuple[int, int]]) -> None:
            nonlocal collected
            async for _ in results:
                collected += 1
                await asyncio.sleep(1)

        await fan_out_fan_in(source(), work, collect, workers=3, buffer=2)
        self.assertEqual((pulled, collected, peak), (40, 40, 3))
        self.assertLessEqual(lead, 3 + 2 + 1)  # Workers, buffer, and the one being collected.

    @virtual_time
    async def test_an_error_anywhere_is_raised_itself(self) -> None:
        async def fine(item: int) -> int:
            return item

        async def fail_at_three(item: int) -> int:
            if item == 3:
                raise LookupError("worker")
            return item

        def broken() -> Generator[int, None, None]:
            yield 1
            raise OSError("source")

        async def fail(results: AsyncIterator[tuple[int, int]]) -> dict[int, int]:
            async for _ in results:
                raise KeyError("collector")
            return {}

        with self.assertRaisesRegex(LookupError, "worker"):
            await fan_out_fan_in(itertools.count(), fail_at_three, to_dict, workers=2, buffer=1)
        with self.assertRaisesRegex(OSError, "source"):
            await fan_out_fan_in(broken(), fine, to_dict, workers=2, buffer=1)
        with self.assertRaisesRegex(KeyError, "collector"):
            await fan_out_fan_in(itertools.count(), fine, fail, workers=2, buffer=1)

    @virtual_time
    async def test_a_collector_that_has_enough_ends_the_rest(self) -> None:
        closed = False

        def source() -> Generator[int, None, None]:
            nonlocal closed
            try:
                yield from itertools.count()
            finally:
                closed = True

        async def work(item: int) -> int:
            await asyncio.sleep(1)
            return item

        async def first_three(results: AsyncIterator[tuple[int, int]]) -> list[int]:
            kept: list[int] = []
            async for _, value in results:
                kept.append(value)
                if len(kept) == 3:
                    break
            return kept

        kept = await fan_out_fan_in(source(), work, first_three, workers=2, buffer=1)
        self.assertCountEqual(kept, [0, 1, 2])
        self.assertTrue(closed)

    @virtual_time
    async def test_a_cancellation_from_outside_leaves_nothing_running(self) -> None:
        running = 0

        async def work(item: int) -> int:
            nonlocal running
            running += 1
            try:
                await asyncio.sleep(1)
                return item
            finally:
                running -= 1

        task = asyncio.create_task(
            fan_out_fan_in(itertools.count(), work, to_dict, workers=3, buffer=1)
        )
        await asyncio.sleep(4.5)
        self.assertEqual(running, 3)
        task.cancel()
        await asyncio.wait([task])
        self.assertTrue(task.cancelled())
        self.assertEqual(running, 0)

    @virtual_time
    async def test_an_empty_source_and_a_wrong_bound(self) -> None:
        async def work(item: int) -> int:
            return item

        self.assertEqual(await fan_out_fan_in([], work, to_dict, workers=2, buffer=1), {})
        self.assertEqual(await fan_out_fan_in([5], work, to_dict, workers=1, buffer=1), {0: 5})
        with self.assertRaisesRegex(ValueError, "at least 1, received 0, 1"):
            await fan_out_fan_in([1], work, to_dict, workers=0, buffer=1)


if __name__ == "__main__":
    unittest.main()
