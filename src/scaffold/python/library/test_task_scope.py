"""Tests of task_scope with anyio, on asyncio in virtual time."""

import unittest

import anyio
from task_scope import TaskScope
from virtual_time import virtual_time


class TaskScopeTest(unittest.TestCase):
    @virtual_time
    async def test_results_are_there_when_the_block_has_ended(self) -> None:
        async def double(number: int) -> int:
            await anyio.sleep(number)
            return number * 2

        async with TaskScope() as scope:
            handles = [scope.spawn(lambda n=n: double(n)) for n in (3, 1, 2)]
            with self.assertRaisesRegex(RuntimeError, "has not ended"):
                handles[0].result()
        self.assertEqual([handle.result() for handle in handles], [6, 2, 4])

    @virtual_time
    async def test_the_first_error_is_raised_itself_after_shielded_clean_up(self) -> None:
        cleaned: list[str] = []
        cause = LookupError("first")

        async def sibling() -> None:
            try:
                await anyio.sleep(60)
            finally:
                with anyio.CancelScope(shield=True):
                    await anyio.sleep(1)
                    cleaned.append("sibling")

        async def fail() -> None:
            await anyio.sleep(1)
            raise cause

        with self.assertRaises(LookupError) as caught:
            async with TaskScope() as scope:
                scope.spawn(sibling)
                scope.spawn(fail)
        self.assertIs(caught.exception, cause)
        self.assertIsInstance(caught.exception.__cause__, ExceptionGroup)
        self.assertEqual((cleaned, anyio.current_time()), (["sibling"], 2))

    @virtual_time
    async def test_cancel_is_a_normal_exit(self) -> None:
        async with TaskScope() as scope:
            handle = scope.spawn(lambda: anyio.sleep(60))
            await anyio.sleep(1)
            scope.cancel()
        self.assertEqual(anyio.current_time(), 1)
        with self.assertRaises(RuntimeError):
            handle.result()


if __name__ == "__main__":
    unittest.main()
