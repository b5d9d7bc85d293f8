"""Task scope with anyio: children end with the block, results and the first error are plain.

anyio's task group has no results and raises ExceptionGroups. This adds both: `spawn` returns a
handle whose `result()` is there once the block has ended, and the block raises the first error
itself.

Invariants the test proves:
- all children have ended, clean-up included, when the block ends
- the first error cancels the others and is raised itself
- cancel() is a normal exit

Pitfalls:
- anyio's cancellation is level-triggered: in a cancelled scope every await raises again. Put
  clean-up that awaits into `with CancelScope(shield=True)`, with a timeout of its own.
- asyncio.Task.cancel() on a task that anyio runs is caught by neither scope; cancel scopes.
- Do not yield out of a generator from inside the block.
"""

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Generic, TypeVar, cast

import anyio

T = TypeVar("T")


class Handle(Generic[T]):
    """What a child will have returned."""

    def __init__(self) -> None:
        self._values: list[T] = []

    def result(self) -> T:
        """The value; RuntimeError when the child did not return one."""
        if not self._values:
            raise RuntimeError("the child has not ended, was cancelled, or failed")
        return self._values[0]

    async def fill(self, work: Callable[[], Awaitable[T]]) -> None:
        self._values.append(await work())


class TaskScope:
    """`async with TaskScope() as scope: scope.spawn(work)`; enter it once."""

    def __init__(self) -> None:
        self._group = anyio.create_task_group()

    def spawn(self, work: Callable[[], Awaitable[T]]) -> Handle[T]:
        handle: Handle[T] = Handle()
        self._group.start_soon(handle.fill, work)
        return handle

    def cancel(self) -> None:
        """End the block early and without an error."""
        self._group.cancel_scope.cancel()

    async def __aenter__(self) -> "TaskScope":
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        try:
            return await self._group.__aexit__(kind, error, traceback)
        except BaseExceptionGroup as group:
            raise _first(group) from group


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = cast("BaseExceptionGroup[BaseException]", error).exceptions[0]
    return error
