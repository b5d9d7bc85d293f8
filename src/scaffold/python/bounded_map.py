"""Bounded map: apply an async function to every item, with at most `limit` calls at a time.

`limit` workers pull from one shared iterator, so an input of a million items costs `limit` tasks
and the results, not a million tasks. The source may be sync or async, and endless input is read
only as fast as it is used up. Results come back in the order of the input. The first error stops
the pulling, cancels the other calls, waits for their clean-up, closes the source, and is raised.

Invariants the test proves:
- results are in the order of the input, whatever order the calls end in
- never more than `limit` calls run, and an async source is never asked twice at once
- after an error only a few more items than `limit` have been pulled from an endless source
- every call that started has ended, and the source is closed, before bounded_map returns
- a cancellation from outside leaves no call running
- a call that was cancelled from within is an error, never a missing result

Pitfalls:
- The first error is raised itself, not in an ExceptionGroup; later errors are in its __cause__.
- Calls already finished stay done. For "run all and tell me each outcome" take settle_all.
- The results of all items are kept; for an endless source take fan_out_fan_in.
- A blocking source (a slow generator, a file) blocks the loop in its own `next`.
"""

import asyncio
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
)
from typing import Generic, Protocol, TypeVar, runtime_checkable

from task_scope import TaskScope, without_stray_cancellation

T = TypeVar("T")
R = TypeVar("R")


async def bounded_map(
    work: Callable[[T], Awaitable[R]], source: Iterable[T] | AsyncIterable[T], *, limit: int
) -> list[R]:
    """Return `[await work(item) for item in source]`, with `limit` (1 or more) calls at a time."""
    if limit < 1:
        raise ValueError(f"limit must be at least 1, received {limit}")
    shared = SharedSource(source)
    results: dict[int, R] = {}

    async def worker() -> None:
        async for index, item in shared:
            results[index] = await without_stray_cancellation(work(item))

    try:
        async with TaskScope() as scope:
            for _ in range(limit):
                scope.spawn(worker())
    finally:
        await shared.aclose()
    return [results[index] for index in range(len(results))]


class SharedSource(Generic[T]):
    """One iterator for many workers: each gets the next `(index, item)`, one at a time."""

    def __init__(self, source: Iterable[T] | AsyncIterable[T]) -> None:
        self._items: Iterator[T] | AsyncIterator[T] = (
            aiter(source) if isinstance(source, AsyncIterable) else iter(source)
        )
        # An async generator refuses a second __anext__ while the first one is running.
        self._turn = asyncio.Lock()
        self._index = -1
        self._ended = False

    def __aiter__(self) -> "SharedSource[T]":
        return self

    async def __anext__(self) -> tuple[int, T]:
        async with self._turn:
            if self._ended:
                raise StopAsyncIteration
            try:
                item = await self._next()
            except BaseException:
                self._ended = True
                raise
            self._index += 1
            return self._index, item

    async def aclose(self) -> None:
        """Close the source now, so that a generator's clean-up does not wait to be collected."""
        self._ended = True
        if isinstance(self._items, _AsyncClosable):
            await self._items.aclose()
        elif isinstance(self._items, _Closable):
            self._items.close()

    async def _next(self) -> T:
        if isinstance(self._items, AsyncIterator):
            return await anext(self._items)
        try:
            return next(self._items)
        except StopIteration:
            raise StopAsyncIteration from None


@runtime_checkable
class _AsyncClosable(Protocol):
    async def aclose(self) -> None: ...


@runtime_checkable
class _Closable(Protocol):
    def close(self) -> None: ...
