"""Bounded map with anyio: `limit` workers pull from one iterator; results keep the order.

The first error cancels the other calls, waits for them, and is raised itself. A million items
cost `limit` tasks.

Invariants the test proves:
- results are in the order of the input, and never more than `limit` calls run
- the first error stops the pulling and is raised itself
- a cancel scope around it ends every call

Pitfalls:
- `start_soon` for every item bounds nothing; a CapacityLimiter inside bounds what runs, not what
  is queued.
- `work` may be cancelled at every await; shield clean-up that awaits, with a timeout.
- The source is a plain iterable; its `next` must not block.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar, cast

import anyio

T = TypeVar("T")
R = TypeVar("R")


async def bounded_map(
    work: Callable[[T], Awaitable[R]], source: Iterable[T], *, limit: int
) -> list[R]:
    """Return `[await work(item) for item in source]`, with `limit` (1 or more) calls at a time."""
    if limit < 1:
        raise ValueError(f"limit must be at least 1, received {limit}")
    items = enumerate(source)
    results: dict[int, R] = {}

    async def worker() -> None:
        for index, item in items:  # No await in `next`: each item goes to one worker.
            results[index] = await work(item)

    try:
        async with anyio.create_task_group() as group:
            for _ in range(limit):
                group.start_soon(worker)
    except BaseExceptionGroup as errors:
        raise _first(errors) from errors
    return [results[index] for index in range(len(results))]


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = cast("BaseExceptionGroup[BaseException]", error).exceptions[0]
    return error
