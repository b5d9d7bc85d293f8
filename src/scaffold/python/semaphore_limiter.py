"""Semaphore limiter: at most `permits` units of work run at once; the rest wait in line.

Callers are served strictly in the order they asked, also when they ask for several permits: a
small request never overtakes a large one, so a large one is never starved. A permit belongs to
exactly one holder and is given back exactly once, however the holder ends.

Invariants the test proves:
- the permits in use never exceed the limit, under seeded random cancellation
- at rest every permit is free and nobody waits
- waiters are served first come, first served; a heavy waiter is not overtaken
- a heavy waiter that leaves wakes the small ones behind it
- a cancellation that lands together with the grant gives the permit back
- releasing twice has no effect, and an exception in the body releases

Pitfalls:
- This bounds how many run, not how many are queued: one task per item of a large input costs
  memory for all of them. Take bounded_map for that.
- This bounds concurrency, not a rate: 5 permits at 20 ms each are about 250 calls a second.
- It is not reentrant: a holder that asks the same limiter again can wait for itself for ever.
- Hold the permit until the work is over, response body included, not only until headers arrive.
- Make one limiter per resource; one global limiter lets a slow host starve all others.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class LimiterStats:
    """What the limiter holds now, and the most permits that were ever in use."""

    permits: int
    free: int
    waiting: int
    peak: int


class Permit:
    """The right to run. `release()` gives it back; a second call does nothing."""

    def __init__(self, give_back: Callable[[], None]) -> None:
        self._give_back: Callable[[], None] | None = give_back

    def release(self) -> None:
        give_back, self._give_back = self._give_back, None
        if give_back is not None:
            give_back()


class Limiter:
    """A weighted, first come first served semaphore. Use it from one event loop only."""

    def __init__(self, permits: int) -> None:
        """`permits` is how many units may run at once, 1 or more."""
        if permits < 1:
            raise ValueError(f"permits must be at least 1, received {permits}")
        self._permits = permits
        self._free = permits
        self._peak = 0
        self._waiters: deque[tuple[int, asyncio.Future[None]]] = deque()

    def stats(self) -> LimiterStats:
        return LimiterStats(self._permits, self._free, len(self._waiters), self._peak)

    async def acquire(self, weight: int = 1) -> Permit:
        """Wait for `weight` permits (1 to the limit, else ValueError).

        A waiter that is cancelled leaves the line at once and takes nothing.
        """
        if not 1 <= weight <= self._permits:
            raise ValueError(f"weight must be 1 to {self._permits}, received {weight}")
        if not self._waiters and weight <= self._free:
            self._take(weight)
        else:
            await self._wait_in_line(weight)
        return Permit(lambda: self._release(weight))

    @asynccontextmanager
    async def slot(self, weight: int = 1) -> AsyncGenerator[None]:
        """Hold `weight` permits for the length of an `async with` block."""
        permit = await self.acquire(weight)
        try:
            yield
        finally:
            permit.release()

    async def run(self, work: Callable[[], Awaitable[T]], weight: int = 1) -> T:
        """Run `work()` while holding `weight` permits."""
        async with self.slot(weight):
            return await work()

    async def _wait_in_line(self, weight: int) -> None:
        granted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (weight, granted)
        self._waiters.append(entry)
        try:
            await granted
        except asyncio.CancelledError:
            if granted.done() and not granted.cancelled():
                # The grant and the cancellation landed in one tick: nobody else knows we hold it.
                self._release(weight)
            elif entry in self._waiters:
                self._waiters.remove(entry)
                self._wake()
            raise

    def _take(self, weight: int) -> None:
        self._free -= weight
        self._peak = max(self._peak, self._permits - self._free)

    def _release(self, weight: int) -> None:
        self._free += weight
        self._wake()

    def _wake(self) -> None:
        # Permits go straight to the head of the line, so nobody can take them in between.
        while self._waiters and self._waiters[0][0] <= self._free:
            weight, granted = self._waiters.popleft()
            if not granted.cancelled():
                self._take(weight)
                granted.set_result(None)
