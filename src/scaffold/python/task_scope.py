"""Task scope: every task started inside an `async with` block has ended when the block ends.

A thin layer over asyncio.TaskGroup that adds three things: `cancel()`, a normal early exit that
TaskGroup itself offers only from Python 3.15; `errors="first"`, which raises the first error
itself instead of an ExceptionGroup, for callers that catch by type; and it repairs two faults of
Python 3.11 and 3.12, whose TaskGroup loses a cancellation from outside that meets an error inside,
and miscounts cancellations when a child fails while the block is already ending, so that an
enclosing asyncio.timeout raises CancelledError instead of TimeoutError; and one of 3.13, whose
TaskGroup cancels again in the clean-up of a task that was cancelled before.

Invariants the test proves:
- the first error cancels the siblings, and their clean-up is over before the block raises
- a child that is started while the others are being cancelled is refused, not leaked
- errors="first" raises the first error by identity; errors="group" keeps all of them
- cancel() ends the block without an error, and the tasks with it
- a cancellation from outside reaches the children and is never lost, not even next to an error
- an enclosing timeout still works after an error was handled inside it
- spawn() after the block has ended is refused, and its coroutine is closed
- a CancelledError nobody asked for becomes StrayCancellation; one that was asked for passes

Pitfalls:
- Cancellation is a request: a child that swallows CancelledError keeps the whole block waiting.
- `except SomeError` does not match an ExceptionGroup; use `except*` or errors="first".
- Work already done stays done: a scope is no transaction.
- Do not `yield` inside the block from an async generator: the scope would outlive its consumer.
- asyncio.gather is no scope: after the first error the siblings keep running, unowned.
"""

import asyncio
from collections.abc import Awaitable, Coroutine
from contextlib import suppress
from types import TracebackType
from typing import Any, Literal, TypeVar, cast

T = TypeVar("T")


class StrayCancellation(RuntimeError):
    """Work ended with a CancelledError although nobody had cancelled the task that ran it."""


async def without_stray_cancellation(call: Awaitable[T]) -> T:
    """Await `call`; turn a CancelledError that was not meant for this task into an error.

    A call can end so when a task inside it was cancelled by somebody else. TaskGroup takes a
    child that ends with CancelledError for a cancelled one and says nothing, so the result of
    that child would be missing without an error.
    """
    try:
        return await call
    except asyncio.CancelledError as stray:
        if _current_task().cancelling():
            raise
        raise StrayCancellation("the call was cancelled from within") from stray


def first_error(error: BaseException) -> BaseException:
    """The first leaf of a group, however deep: in a TaskGroup the one that ended the others."""
    while isinstance(error, BaseExceptionGroup):
        error = cast("BaseExceptionGroup[BaseException]", error).exceptions[0]
    return error


class TaskScope:
    """`async with TaskScope() as scope: scope.spawn(...)`; enter it once.

    With errors="first" the block raises the first error of a child or of its own body, with the
    whole ExceptionGroup as `__cause__`; with errors="group" it raises the ExceptionGroup.
    """

    def __init__(self, errors: Literal["first", "group"] = "first") -> None:
        self._errors = errors
        self._group = asyncio.TaskGroup()
        self._children: set[asyncio.Task[Any]] = set()
        self._cancels_before = 0

    def spawn(self, work: Coroutine[Any, Any, T], *, name: str | None = None) -> asyncio.Task[T]:
        """Start a child. Its result is `task.result()` once the block has ended.

        Raises RuntimeError before the block has begun and after it has ended; `work` is closed.
        """
        try:
            child = self._group.create_task(work, name=name)
        except RuntimeError:
            work.close()
            raise
        self._children.add(child)
        child.add_done_callback(self._children.discard)
        return child

    def cancel(self) -> None:
        """End the block early and without an error; children are cancelled and awaited.

        Does nothing when the block is ending already. A result taken from a cancelled child
        raises CancelledError.
        """
        with suppress(RuntimeError):
            self.spawn(_end_scope())

    async def __aenter__(self) -> "TaskScope":
        self._cancels_before = _current_task().cancelling()
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        if error is None:
            error = await self._wait_for_children()
        try:
            kind = None if error is None else type(error)
            return await self._group.__aexit__(kind, error, traceback)
        except BaseExceptionGroup as group:
            await self._keep_outer_cancellation()
            _, failures = group.split(_ScopeEnded)
            if failures is None:
                return True
            if self._errors == "group":
                raise failures from None
            raise first_error(failures) from failures

    async def _wait_for_children(self) -> BaseException | None:
        # While this waits, TaskGroup takes the block for still running, and counts correctly.
        try:
            while self._children:
                await asyncio.wait(self._children)
        except asyncio.CancelledError as error:
            return error
        return None

    async def _keep_outer_cancellation(self) -> None:
        task = _current_task()
        if task.cancelling() > self._cancels_before:
            # Asked again, the cancellation arrives at the next await; the count stays the same.
            task.uncancel()
            task.cancel()
        elif self._cancels_before > 0:
            # Python 3.13 asks again also for a cancellation from before the block: take that back.
            try:
                await asyncio.sleep(0)
            except asyncio.CancelledError:
                if task.cancelling() > self._cancels_before:
                    raise


class _ScopeEnded(Exception):
    """Raised by a child to end its group; never leaves the scope."""


async def _end_scope() -> None:
    raise _ScopeEnded


def _current_task() -> asyncio.Task[Any]:
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("a TaskScope must be used inside a task")
    return task
