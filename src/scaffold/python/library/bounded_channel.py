"""Bounded producers and consumers with anyio's memory object stream.

Every producer and consumer gets a clone of its end and closes it. When the last producer has
closed, the consumers get what is left and end; when the last consumer is gone, producers get
BrokenResourceError instead of waiting for ever.

Invariants the test proves:
- every item is received exactly once, and at most `capacity` are held
- consumers end when all producers have ended, with items left or without
- when all consumers fail, producers are stopped and the first error is raised itself

Pitfalls:
- Close every clone, also the first pair: one open send clone keeps all consumers waiting.
- The default capacity is 0, a rendezvous; `math.inf` is an unbounded queue.
- Streams that are never closed are reported as ResourceWarning.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TypeVar, cast

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

T = TypeVar("T")
Send = Callable[[T], Awaitable[None]]


async def run_channel(
    producers: Sequence[Callable[[Send[T]], Awaitable[None]]],
    consumers: Sequence[Callable[[AsyncIterator[T]], Awaitable[None]]],
    *,
    capacity: int,
) -> None:
    """Run all of them until the producers have ended and the consumers have drained the channel.

    A producer gets a function that sends and waits while `capacity` (0 or more) items are held; a
    consumer gets an iterator. The first error stops all of them and is raised.
    """
    send, receive = anyio.create_memory_object_stream[T](capacity)

    async def produce(
        producer: Callable[[Send[T]], Awaitable[None]], end: MemoryObjectSendStream[T]
    ) -> None:
        async with end:
            await producer(end.send)

    async def consume(
        consumer: Callable[[AsyncIterator[T]], Awaitable[None]], end: MemoryObjectReceiveStream[T]
    ) -> None:
        async with end:
            await consumer(aiter(end))

    try:
        async with anyio.create_task_group() as group, send, receive:
            for producer in producers:
                group.start_soon(produce, producer, send.clone())
            for consumer in consumers:
                group.start_soon(consume, consumer, receive.clone())
    except BaseExceptionGroup as errors:
        raise _first(errors) from errors


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = cast("BaseExceptionGroup[BaseException]", error).exceptions[0]
    return error
