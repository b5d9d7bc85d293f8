"""Streaming with backpressure: read ahead a little, write no faster than the other side reads.

`read_ahead` overlaps reading with processing: it holds at most `capacity` items that the consumer
has not taken, and stops asking the source when the consumer is slow. `copy_stream` writes chunks
and awaits `drain()` after each, so a slow reader holds the source instead of filling memory.

Invariants the test proves:
- at most `capacity` items are ahead of the consumer; a stalled consumer stalls the source
- items arrive in order; an error of the source arrives after the items before it
- leaving the block early stops the reading and closes the source before going on
- copy_stream never has more than one chunk above the writer's limit in memory
- a cancellation from outside closes the source

Pitfalls:
- `writer.write()` never waits: without `await writer.drain()` everything lands in memory.
- drain() waits only above the transport's high-water mark, 64 KiB unless you set it.
- `async for ... break` leaves an async generator open until it is collected: use aclosing or
  these functions.
- Do not yield out of a generator from inside asyncio.timeout or a TaskGroup.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Protocol, TypeVar

from task_scope import TaskScope

T = TypeVar("T")


class Writer(Protocol):
    """What copy_stream needs of asyncio.StreamWriter."""

    def write(self, data: bytes, /) -> None: ...

    async def drain(self) -> None: ...


@asynccontextmanager
async def read_ahead(
    source: AsyncGenerator[T, None], capacity: int
) -> AsyncGenerator[AsyncIterator[T], None]:
    """Read `source` in a task of its own, up to `capacity` (1 or more) items ahead.

    `async with read_ahead(source, 8) as items: async for item in items: ...`. The source is
    closed when the block ends, however it ends.
    """
    if capacity < 1:
        raise ValueError(f"capacity must be at least 1, received {capacity}")
    room = asyncio.Semaphore(capacity)
    ready: asyncio.Queue[T | _End] = asyncio.Queue()  # Bounded by `room`.
    async with aclosing(source), TaskScope() as scope:
        scope.spawn(_read(source, room, ready))
        async with aclosing(_take(room, ready)) as items:
            yield items
        scope.cancel()


async def copy_stream(source: AsyncGenerator[bytes, None], writer: Writer) -> int:
    """Write every chunk, waiting for the writer to take it. Returns the number of bytes."""
    written = 0
    async with aclosing(source):
        async for chunk in source:
            writer.write(chunk)
            await writer.drain()
            written += len(chunk)
    return written


class _End:
    """The end of the source, or the error that ended it."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error


async def _read(
    source: AsyncGenerator[T, None], room: asyncio.Semaphore, ready: "asyncio.Queue[T | _End]"
) -> None:
    try:
        while True:
            await room.acquire()  # Before asking, so that the item in hand is counted too.
            ready.put_nowait(await anext(source))
    except StopAsyncIteration:
        ready.put_nowait(_End())
    except Exception as error:
        ready.put_nowait(_End(error))


async def _take(
    room: asyncio.Semaphore, ready: "asyncio.Queue[T | _End]"
) -> AsyncGenerator[T, None]:
    while True:
        item = await ready.get()
        if isinstance(item, _End):
            if item.error is not None:
                raise item.error
            return
        room.release()
        yield item
