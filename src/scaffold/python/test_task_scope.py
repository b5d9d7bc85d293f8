"""Tests of task_scope, in virtual time."""

import asyncio
import inspect
import unittest

from task_scope import (
    StrayCancellation,
    TaskScope,
    first_error,
    without_stray_cancellation,
)
from virtual_time import virtual_time


async def fail(error: Exception, after: float = 0) -> None:
    await asyncio.sleep(after)
    raise error


class TaskScopeTest(unittest.TestCase):
    @virtual_time
    async def test_all_children_have_ended_when_the_block_ends(self) -> None:
        tasks: list[asyncio.Task[int]] = []
        async with TaskScope() as scope:
            for n in (3, 1, 2):
                tasks.append(scope.spawn(asyncio.sleep(n, n * 2), name=f"child {n}"))
        self.assertEqual([task.result() for task in tasks], [6, 2, 4])
        self.assertEqual(tasks[0].get_name(), "child 3")

    @virtual_time
    async def test_siblings_have_cleaned_up_before_the_first_error_is_raised(self) -> None:
        cleaned: list[str] = []
        cause = LookupError("first")

        async def sibling(name: str) -> None:
            try:
                await asyncio.sleep(60)
            finally:
                await asyncio.sleep(0.5)
                cleaned.append(name)

        with self.assertRaises(LookupError) as caught:
            async with TaskScope() as scope:
                scope.spawn(sibling("a"))
                scope.spawn(sibling("b"))
                scope.spawn(fail(cause, after=1))
        self.assertIs(caught.exception, cause)
        self.assertCountEqual(cleaned, ["a", "b"])
        self.assertEqual(asyncio.get_running_loop().time(), 1.5)

    @virtual_time
    async def test_a_child_started_during_the_cancellation_is_refused(self) -> None:
        refused: list[str] = []

        async def parent(scope: TaskScope) -> None:
            try:
                await asyncio.sleep(60)
            finally:
                try:
                    scope.spawn(asyncio.sleep(2))
                except RuntimeError as error:
                    refused.append(str(error))

        with self.assertRaises(ValueError):
            async with TaskScope() as scope:
                scope.spawn(parent(scope))
                scope.spawn(fail(ValueError()))
        self.assertRegex(refused[0], "is shutting down")

    @virtual_time
    async def test_an_enclosing_timeout_works_after_an_error_was_handled(self) -> None:
        with self.assertRaises(TimeoutError):
            async with asyncio.timeout(10):
                try:
                    async with TaskScope() as scope:
                        scope.spawn(fail(ValueError(), after=1))
                except ValueError:
                    await asyncio.sleep(60)

    @virtual_time
    async def test_the_group_keeps_every_error_when_asked(self) -> None:
        async def fail_in_cleanup() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                raise KeyError("second")

        with self.assertRaises(ExceptionGroup) as caught:
            async with TaskScope(errors="group") as scope:
                scope.spawn(fail_in_cleanup())
                scope.spawn(fail(ValueError("first")))
        self.assertEqual(
            [repr(error) for error in caught.exception.exceptions],
            ["ValueError('first')", "KeyError('second')"],
        )

    @virtual_time
    async def test_the_first_error_is_the_cause_and_carries_the_group(self) -> None:
        with self.assertRaises(ValueError) as caught:
            async with TaskScope() as scope:
                async with TaskScope(errors="group") as inner:
                    inner.spawn(fail(ValueError("deep")))
                scope.spawn(asyncio.sleep(60))
        self.assertIsInstance(caught.exception.__cause__, ExceptionGroup)
        nested = ExceptionGroup("a", [ExceptionGroup("b", [OSError(1)]), OSError(2)])
        self.assertEqual(first_error(nested).args, (1,))

    @virtual_time
    async def test_an_error_of_the_body_cancels_the_children(self) -> None:
        children: list[asyncio.Task[None]] = []
        with self.assertRaisesRegex(ValueError, "body"):
            async with TaskScope() as scope:
                children.append(scope.spawn(asyncio.sleep(60)))
                await asyncio.sleep(0)
                raise ValueError("body")
        self.assertTrue(children[0].cancelled())

    @virtual_time
    async def test_cancel_is_a_normal_exit(self) -> None:
        children: list[asyncio.Task[None]] = []
        async with TaskScope() as scope:
            children.append(scope.spawn(asyncio.sleep(60)))
            await asyncio.sleep(1)
            scope.cancel()
            await asyncio.sleep(60)
            self.fail("the body is cancelled at its next await")
        self.assertTrue(children[0].cancelled())
        self.assertEqual(asyncio.get_running_loop().time(), 1)
        await asyncio.sleep(1)  # Nothing of the cancellation is left over.

    @virtual_time
    async def test_cancel_does_not_hide_an_error(self) -> None:
        async def fail_in_cleanup() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                raise KeyError("while ending")

        with self.assertRaisesRegex(KeyError, "while ending"):
            async with TaskScope() as scope:
                scope.spawn(fail_in_cleanup())
                await asyncio.sleep(0)
                scope.cancel()

    @virtual_time
    async def test_a_cancellation_from_outside_reaches_the_children(self) -> None:
        children: list[asyncio.Task[None]] = []

        async def owner() -> None:
            async with TaskScope() as scope:
                children.append(scope.spawn(asyncio.sleep(60)))

        task = asyncio.create_task(owner())
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait([task])
        self.assertTrue(task.cancelled() and children[0].cancelled())

    @virtual_time
    async def test_a_cancellation_from_outside_is_not_lost_next_to_an_inner_end(self) -> None:
        for early_exit in (True, False):
            with self.subTest(early_exit=early_exit):
                reached: list[str] = []

                async def owner(
                    early_exit: bool = early_exit, reached: list[str] = reached
                ) -> None:
                    try:
                        async with TaskScope() as scope:
                            if early_exit:
                                scope.cancel()
                            else:
                                scope.spawn(fail(ValueError()))
                            await asyncio.sleep(60)
                    except ValueError:
                        reached.append("handled")
                    await asyncio.sleep(60)
                    reached.append("kept running after the cancellation")

                task = asyncio.create_task(owner())
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                task.cancel()
                await asyncio.wait([task])
                self.assertTrue(task.cancelled())
                self.assertEqual(reached, [] if early_exit else ["handled"])

    @virtual_time
    async def test_spawn_outside_the_block_is_refused(self) -> None:
        scope = TaskScope()
        async with scope:
            pass
        late = fail(ValueError())
        with self.assertRaises(RuntimeError):
            scope.spawn(late)
        self.assertEqual(inspect.getcoroutinestate(late), inspect.CORO_CLOSED)

    @virtual_time
    async def test_a_cancellation_nobody_asked_for_becomes_an_error(self) -> None:
        async def cancelled_within() -> None:
            inner = asyncio.create_task(asyncio.sleep(60))
            await asyncio.sleep(0)
            inner.cancel()
            await inner

        with self.assertRaises(StrayCancellation):
            await without_stray_cancellation(cancelled_within())
        asked = asyncio.create_task(without_stray_cancellation(asyncio.sleep(60)))
        await asyncio.sleep(0)
        asked.cancel()
        await asyncio.wait([asked])
        self.assertTrue(asked.cancelled())

    @virtual_time
    async def test_in_the_clean_up_of_a_cancelled_task_it_works_as_anywhere(self) -> None:
        log: list[str] = []

        async def owner() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                try:
                    async with TaskScope() as scope:
                        scope.spawn(fail(ValueError("in the clean-up")))
                except ValueError:
                    await asyncio.sleep(1)  # The old cancellation must not come back here.
                    log.append("cleaned")

        task = asyncio.create_task(owner())
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait([task])
        self.assertTrue(task.cancelled())
        self.assertEqual((log, task.cancelling()), (["cleaned"], 1))

    @virtual_time
    async def test_a_cancellation_that_is_kept_is_counted_once(self) -> None:
        counts: list[int] = []

        async def owner() -> None:
            try:
                async with TaskScope() as scope:
                    scope.spawn(fail(ValueError()))
                    await asyncio.sleep(60)
            except ValueError:
                task = asyncio.current_task()
                counts.append(task.cancelling() if task else -1)
                await asyncio.sleep(60)

        task = asyncio.create_task(owner())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        self.assertEqual((task.cancelled(), counts), (True, [1]))


if __name__ == "__main__":
    unittest.main()
