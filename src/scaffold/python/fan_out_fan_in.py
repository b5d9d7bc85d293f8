"""Fan-out/fan-in: one source, `workers` workers, one collector, nothing unbounded in between.

Workers pull from the shared source, and hand results through a bounded queue to one collector,
which folds them into the answer alone and so needs no lock. A slow collector fills the queue,
which holds the workers, which stop pulling: the pressure reaches the source.

Invariants the test proves:
- every item reaches the collector exactly once, with its index
- never more than `workers` calls run, and at most workers + buffer results wait
- an error in source, worker or collector ends all of it, and is raised itself
- a collector that has enough ends the rest early, and the source is closed
- a cancellation from outside leaves nothing running

Pitfalls:
- Results arrive in the order they are finished; sort by the index where order matters.
- One end marker per consumer is easy to miscount: here one task closes the queue, when all
  workers have ended.
- A second stage is a second call around this one; more workers in one stage need more memory.
"""

import asyncio
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
)
from contextlib import aclosing
from typing import TypeVar

from bounded_map import SharedSource
from task_scope import TaskScope, without_stray_cancellation

T = TypeVar("T")
R = TypeVar("R")
A = TypeVar("A")


async def fan_out_fan_in(
    source: Iterable[T] | AsyncIterable[T],
    work: Callable[[T], Awaitable[R]],
    collect: Callable[[AsyncIterator[tuple[int, R]]], Awaitable[A]],
    *,
    workers: int,
    buffer: int,
) -> A:
    """Return what `collect` makes of the `(index, result)` pairs.

    `workers` and `buffer` are 1 or more. When `collect` returns, what is still running is
    cancelled and awaited.
    """
    if workers < 1 or buffer < 1:
        raise ValueError(f"workers and buffer must be at least 1, received {workers}, {buffer}")
    shared = SharedSource(source)
    results: asyncio.Queue[tuple[int, R] | None] = asyncio.Queue(buffer)

    async def worker() -> None:
        async for index, item in shared:
            await results.put((index, await without_stray_cancellation(work(item))))

    answers: list[A] = []
    try:
        async with TaskScope() as scope:
            tasks = [scope.spawn(worker()) for _ in range(workers)]
            scope.spawn(_end_after(tasks, results))
            async with aclosing(_items(results)) as stream:
                answers.append(await collect(stream))
            scope.cancel()
    finally:
        await shared.aclose()
    return answers[0]


async def _end_after(
    workers: list[asyncio.Task[None]], results: asyncio.Queue[tuple[int, R] | None]
) -> None:
    await asyncio.wait(workers)
    await results.put(None)


async def _items(
    results: asyncio.Queue[tuple[int, R] | None],
) -> AsyncGenerator[tuple[int, R], None]:
    while (pair := await results.get()) is not None:
        yield pair
