"""Read/write lock: many readers together, or one writer alone, strictly in the order they asked.

A reader that arrives behind a waiting writer waits too, so a steady stream of readers cannot keep
a writer out; the readers at the head of the line all enter together.

Invariants the test proves:
- a writer is alone; readers overlap with readers only
- first come, first served: arriving readers do not starve a waiting writer
- a waiting writer that is cancelled lets the readers behind it in
- a cancellation that lands together with the grant gives the lock back
- at rest nobody holds it and nobody waits, under seeded random cancellation

Pitfalls:
- Not upgradable: a reader that asks for write waits for itself. Leave, ask, and look again.
- Not reentrant: a reader that reads again deadlocks as soon as a writer waits in between.
- Worth it only when reads await something long; for short sections a mutex is simpler.
- It guards one process and one event loop.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

Mode = Literal["read", "write"]


@dataclass(frozen=True)
class ReadWriteStats:
    """Who is inside, how many wait, and the most readers that were inside together."""

    readers: int
    writer: bool
    waiting: int
    readers_peak: int


class ReadWriteLock:
    """`async with lock.read(): ...` and `async with lock.write(): ...`."""

    def __init__(self) -> None:
        self._readers = 0
        self._writer = False
        self._readers_peak = 0
        self._line: deque[tuple[Mode, asyncio.Future[None]]] = deque()

    def stats(self) -> ReadWriteStats:
        return ReadWriteStats(self._readers, self._writer, len(self._line), self._readers_peak)

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[None, None]:
        """Share the block with other readers. A cancelled waiter never enters it."""
        await self._enter("read")
        try:
            yield
        finally:
            self._leave("read")

    @asynccontextmanager
    async def write(self) -> AsyncGenerator[None, None]:
        """Have the block alone. A cancelled waiter never enters it."""
        await self._enter("write")
        try:
            yield
        finally:
            self._leave("write")

    async def _enter(self, mode: Mode) -> None:
        if not self._line and self._is_free(mode):
            self._grant(mode)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (mode, turn)
        self._line.append(entry)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave(mode)
            elif entry in self._line:
                self._line.remove(entry)
                self._admit()
            raise

    def _leave(self, mode: Mode) -> None:
        if mode == "read":
            self._readers -= 1
        else:
            self._writer = False
        self._admit()

    def _admit(self) -> None:
        while self._line and self._is_free(self._line[0][0]):
            mode, turn = self._line.popleft()
            if not turn.cancelled():
                self._grant(mode)
                turn.set_result(None)

    def _is_free(self, mode: Mode) -> bool:
        return not self._writer and (mode == "read" or self._readers == 0)

    def _grant(self, mode: Mode) -> None:
        if mode == "write":
            self._writer = True
            return
        self._readers += 1
        self._readers_peak = max(self._readers_peak, self._readers)
