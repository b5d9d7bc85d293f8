"""Tests of settle_all, in virtual time."""

import asyncio
import unittest

from settle_all import Err, Ok, settle_all
from task_scope import StrayCancellation
from virtual_time import virtual_time


class SettleAll(unittest.TestCase):
    @virtual_time
    async def test_every_item_has_its_outcome_at_its_place(self) -> None:
        running = peak = 0

        async def work(item: int) -> int:
            nonlocal running, peak
            running += 1
            peak = max(peak, running)
            try:
                await asyncio.sleep(10 - item)
                if item % 3 == 0:
                    raise LookupError(item)
                return item * 10
            finally:
                running -= 1

        outcomes = await settle_all(work, range(9), limit=4)
        self.assertEqual([outcome.item for outcome in outcomes], list(range(9)))
        self.assertEqual(
            [outcome.value for outcome in outcomes if isinstance(outcome, Ok)],
            [10, 20, 40, 50, 70, 80],
        )
        errors = [repr(outcome.error) for outcome in outcomes if isinstance(outcome, Err)]
        self.assertEqual(errors, [f"LookupError({n})" for n in (0, 3, 6)])
        self.assertEqual((running, peak), (0, 4))

    @virtual_time
    async def test_a_cancellation_from_outside_passes_through(self) -> None:
        ended: list[int] = []

        async def work(item: int) -> None:
            try:
                await asyncio.sleep(60)
            finally:
                ended.append(item)

        settling = asyncio.create_task(settle_all(work, range(5), limit=2))
        await asyncio.sleep(1)
        settling.cancel()
        await asyncio.wait([settling])
        self.assertTrue(settling.cancelled())
        self.assertCountEqual(ended, [0, 1])

    @virtual_time
    async def test_a_call_cancelled_from_within_is_an_err(self) -> None:
        async def work(item: int) -> int:
            if item == 1:
                raise asyncio.CancelledError
            return item

        first, second, third = await settle_all(work, range(3), limit=2)
        self.assertEqual((first, third), (Ok(0, 0), Ok(2, 2)))
        self.assertIsInstance(second, Err)
        if isinstance(second, Err):
            self.assertIsInstance(second.error, StrayCancellation)

    @virtual_time
    async def test_no_items_no_outcomes(self) -> None:
        async def never(_item: int) -> None:
            self.fail("called")

        self.assertEqual(await settle_all(never, [], limit=1), [])


if __name__ == "__main__":
    unittest.main()
