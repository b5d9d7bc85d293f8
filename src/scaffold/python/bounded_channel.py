"""Bounded channel: a queue with a capacity that can be closed, and read with `async for`.

Producers wait while it is full and consumers while it is empty, both first come, first served.
`close()` lets consumers take what is left and then ends them; it needs no end marker per consumer.
From Python 3.13 asyncio.Queue.shutdown() does the same; this file behaves alike from 3.11 on, can
be closed with an error, and shows what it holds.

Invariants the test proves:
- never more than `capacity` items are held
- every item whose put() returned is received exactly once, in order, and no other item is,
  under seeded random cancellation on both sides
- nobody waits for what is there: no getter beside an item, no putter beside a free place
- close() wakes everybody: putters are refused, getters drain the rest and then end
- an error given to close() reaches the consumers after the last item

Pitfalls:
- After a close() with work left over, somebody must drain it, or the items are lost.
- A consumer that dies leaves producers waiting for ever; run both in one task scope.
- It belongs to one event loop. From a thread use loop.call_soon_threadsafe.
- A large capacity hides a slow consumer and costs memory; start small.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


class ChannelClosed(Exception):
    """The channel takes no more items, or (when receiving) has none left."""


@dataclass(frozen=True)
class ChannelStats:
    """What the channel holds, who waits, and the most items it ever held."""

    held: int
    putters: int
    getters: int
    peak: int
    closed: bool


class _Line:
    """Those who wait, in order. A grant is a promise that its receiver keeps or gives back."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.promised = 0

    def __len__(self) -> int:
        return len(self._waiting)

    async def wait(self) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        finally:
            # Granted or cancelled or both in one tick: the promise ends here, exactly once.
            if turn.done() and not turn.cancelled():
                self.promised -= 1
            elif turn in self._waiting:
                self._waiting.remove(turn)

    def grant(self) -> None:
        turn = self._waiting.popleft()
        if not turn.done():
            self.promised += 1
            turn.set_result(None)


class Channel(Generic[T]):
    """Many producers, many consumers, at most `capacity` (1 or more) items in between."""

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be at least 1, received {capacity}")
        self._capacity = capacity
        self._items: deque[T] = deque()
        self._putters = _Line()
        self._getters = _Line()
        self._closed = False
        self._error: BaseException | None = None
        self._peak = 0

    def stats(self) -> ChannelStats:
        waiting = len(self._putters), len(self._getters)
        return ChannelStats(len(self._items), *waiting, self._peak, self._closed)

    async def put(self, item: T) -> None:
        """Add an item, waiting while full. Raises ChannelClosed; then, and when cancelled, the
        item was not added."""
        try:
            if not self._closed and (self._putters or self._room() < 1):
                await self._putters.wait()
            if self._closed:
                raise ChannelClosed("put on a closed channel") from self._error
            self._items.append(item)
            self._peak = max(self._peak, len(self._items))
        finally:
            self._settle()

    async def get(self) -> T:
        """Take the oldest item, waiting while empty. Raises ChannelClosed when closed and empty;
        a cancelled getter takes nothing."""
        try:
            if not self._ended() and (self._getters or self._ready() < 1):
                await self._getters.wait()
            if self._ready() < 1:
                raise ChannelClosed("the channel is closed and empty") from self._error
            return self._items.popleft()
        finally:
            self._settle()

    def close(self, error: BaseException | None = None) -> None:
        """Take no more items. Consumers get the rest, then end; with `error`, they raise."""
        if not self._closed:
            self._closed, self._error = True, error
            self._settle()

    def drain(self) -> list[T]:
        """Take at once all items that are not promised to a waiting consumer."""
        taken = [self._items.popleft() for _ in range(self._ready())]
        self._settle()
        return taken

    def __aiter__(self) -> "Channel[T]":
        return self

    async def __anext__(self) -> T:
        try:
            return await self.get()
        except ChannelClosed:
            if self._error is not None:
                raise
            raise StopAsyncIteration from None

    def _room(self) -> int:
        return self._capacity - len(self._items) - self._putters.promised

    def _ready(self) -> int:
        return len(self._items) - self._getters.promised

    def _ended(self) -> bool:
        return self._closed and self._ready() < 1

    def _settle(self) -> None:
        # Whoever can go on now is told so, in order; after close() nobody has to wait.
        while self._getters and (self._ready() > 0 or self._closed):
            self._getters.grant()
        while self._putters and (self._room() > 0 or self._closed):
            self._putters.grant()
