"""Tests of bounded_map, in virtual time."""

import asyncio
import itertools
import random
import unittest
from collections.abc import AsyncGenerator, Generator

from bounded_map import bounded_map
from task_scope import StrayCancellation
from virtual_time import virtual_time


class Gauge:
    """Counts calls; `started` and `ended` must be equal at the end."""

    def __init__(self) -> None:
        self.started = self.ended = self.peak = 0

    async def work(self, item: int, seconds: float = 1) -> int:
        self.started += 1
        self.peak = max(self.peak, self.started - self.ended)
        try:
            await asyncio.sleep(seconds)
            return item * 10
        finally:
            self.ended += 1


class BoundedMap(unittest.TestCase):
    @virtual_time
    async def test_results_keep_the_order_and_the_limit_holds(self) -> None:
        for seed in range(30):
            with self.subTest(seed=seed):
                chance, gauge = random.Random(seed), Gauge()

                async def work(
                    item: int, chance: random.Random = chance, gauge: Gauge = gauge
                ) -> int:
                    return await gauge.work(item, chance.choice([0, 0.1, 0.2]))

                self.assertEqual(
                    await bounded_map(work, range(40), limit=4), [n * 10 for n in range(40)]
                )
                self.assertEqual((gauge.peak, gauge.ended), (4, 40))

    @virtual_time
    async def test_an_async_source_is_asked_one_at_a_time_and_closed(self) -> None:
        closed: list[bool] = []

        async def source() -> AsyncGenerator[int, None]:
            try:
                for n in range(10):
                    await asyncio.sleep(0.1)
                    yield n
            finally:
                closed.append(True)

        self.assertEqual(
            await bounded_map(Gauge().work, source(), limit=3), [n * 10 for n in range(10)]
        )
        self.assertEqual(closed, [True])

    @virtual_time
    async def test_the_first_error_stops_the_pulling_and_closes_the_source(self) -> None:
        pulled, closed, gauge = 0, False, Gauge()

        def source() -> Generator[int, None, None]:
            nonlocal pulled, closed
            try:
                for n in itertools.count():
                    pulled += 1
                    yield n
            finally:
                closed = True

        async def work(item: int) -> int:
            result = await gauge.work(item)
            if item == 7:
                raise LookupError("no seven")
            return result

        with self.assertRaisesRegex(LookupError, "no seven"):
            await bounded_map(work, source(), limit=4)
        self.assertLess(pulled, 20)
        self.assertTrue(closed)
        self.assertEqual(gauge.started, gauge.ended)

    @virtual_time
    async def test_an_error_of_the_source_is_raised_after_the_running_calls_ended(self) -> None:
        gauge = Gauge()

        async def source() -> AsyncGenerator[int, None]:
            yield 1
            await asyncio.sleep(0.5)
            raise OSError("source broke")

        with self.assertRaisesRegex(OSError, "source broke"):
            await bounded_map(gauge.work, source(), limit=2)
        self.assertEqual((gauge.started, gauge.ended), (1, 1))

    @virtual_time
    async def test_a_cancellation_from_outside_leaves_nothing_running(self) -> None:
        gauge = Gauge()
        mapping = asyncio.create_task(bounded_map(gauge.work, itertools.count(), limit=5))
        await asyncio.sleep(2.5)
        mapping.cancel()
        await asyncio.wait([mapping])
        self.assertTrue(mapping.cancelled())
        self.assertEqual((gauge.started, gauge.ended), (15, 15))

    @virtual_time
    async def test_a_call_cancelled_from_within_is_an_error(self) -> None:
        async def work(item: int) -> int:
            if item == 1:
                raise asyncio.CancelledError
            return item

        with self.assertRaises(StrayCancellation):
            await bounded_map(work, [0, 1, 2], limit=1)

    @virtual_time
    async def test_empty_input_and_a_wrong_limit(self) -> None:
        self.assertEqual(await bounded_map(Gauge().work, [], limit=3), [])
        with self.assertRaisesRegex(ValueError, "limit must be at least 1, received 0"):
            await bounded_map(Gauge().work, [1], limit=0)

    @virtual_time
    async def test_after_an_error_an_async_source_is_closed_and_not_asked_again(self) -> None:
        asked, closed = 0, False

        async def source() -> AsyncGenerator[int, None]:
            nonlocal asked, closed
            try:
                for n in itertools.count():
                    asked += 1
                    yield n
            finally:
                closed = True

        async def work(item: int) -> int:
            await asyncio.sleep(1)
            raise LookupError(item)

        with self.assertRaises(LookupError):
            await bounded_map(work, source(), limit=2)
        self.assertEqual((asked, closed), (2, True))

    @virtual_time
    async def test_a_source_that_has_ended_or_failed_is_not_asked_again(self) -> None:
        class Source:
            """Ends, or fails, and would begin again if somebody asked."""

            def __init__(self, end: Exception) -> None:
                self.asked, self._end = 0, end

            def __aiter__(self) -> "Source":
                return self

            async def __anext__(self) -> int:
                self.asked += 1
                await asyncio.sleep(1)
                if self.asked == 2:
                    raise self._end
                return self.asked

        async def work(item: int) -> int:
            return item

        ends = Source(StopAsyncIteration())
        self.assertEqual(await bounded_map(work, ends, limit=3), [1])
        self.assertEqual(ends.asked, 2)
        fails = Source(OSError("source"))
        with self.assertRaisesRegex(OSError, "source"):
            await bounded_map(work, fails, limit=3)
        self.assertEqual(fails.asked, 2)


if __name__ == "__main__":
    unittest.main()
