"""Run an async test in virtual time: sleeps and timeouts cost nothing, a deadlock fails at once.

The event loop asks its selector to wait until the next timer. This selector moves a counter
instead of waiting, so a test that sleeps for an hour ends in a millisecond and always in the same
order. When nothing is ready and no timer is set, nothing inside the process can ever wake the
loop, so the test fails with `Deadlock` instead of hanging. For tests of code that uses threads,
sockets or processes take `unittest.IsolatedAsyncioTestCase`: those wake the loop from outside.
"""

import asyncio
import functools
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Case = TypeVar("Case")


class Deadlock(AssertionError):
    """Every task waits, and no timer is left that could wake one."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose `time()` starts at 0.0 and jumps from timer to timer."""

    def __init__(self) -> None:
        self._virtual = _JumpingSelector()
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.now


def virtual_time(
    test: Callable[[Case], Coroutine[Any, Any, None]],
) -> Callable[[Case], None]:
    """Turn an async test method into a sync one that runs in its own virtual loop.

    Fails when the test leaves a task behind, because a leaked task is a bug of the code under test.
    """

    @functools.wraps(test)
    def run(case: Case) -> None:
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            runner.run(_without_leaks(test(case)))

    return run


async def _without_leaks(body: Coroutine[Any, Any, None]) -> None:
    await body
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if left:
        raise AssertionError(f"{len(left)} tasks were left behind: {left}")


class _JumpingSelector(selectors.DefaultSelector):
    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise Deadlock("nothing is ready and no timer is set")
        if not ready and timeout is not None and timeout > 0:
            self.now += timeout
        return ready
