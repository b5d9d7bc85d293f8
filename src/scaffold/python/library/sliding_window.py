"""Sliding window with pyrate-limiter: at most `limit` calls start in any `window`, exactly.

pyrate-limiter counts; the line of those who wait is kept here. Its own Limiter starts a thread,
takes its waiters in no certain order, and puts into the bucket the time at which a waiter should
have woken, not the time at which it did.

Invariants the test proves:
- no window of `window` seconds holds more than `limit` starts, also with staggered arrivals
- waiting calls start as soon as they may, first come, first served
- a cancelled waiter counts for nothing and leaves at once
- what has left the window is forgotten

Pitfalls:
- `try_acquire` is a wish: it answers False, and whoever does not look goes on regardless.
- `try_acquire` waits with time.sleep and blocks the event loop; `try_acquire_async` does not.
- A Limiter starts a thread that cleans up for as long as the process lives.
- A bucket on its own forgets nothing until `leak` is called.
- Its clocks count whole milliseconds, and a window's edge belongs to it: a start may be 1 ms late.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable

from pyrate_limiter import InMemoryBucket, Rate, RateItem


class SlidingWindow:
    """Make it inside the running loop; it belongs to that loop."""

    def __init__(
        self,
        limit: int,
        window: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """`limit` calls, 1 or more, in `window` seconds, 0.001 or more."""
        if limit < 1 or window < 0.001:
            raise ValueError(f"needs limit >= 1 and window >= 0.001, received {limit}, {window}")
        self._bucket = InMemoryBucket([Rate(limit, math.ceil(window * 1000))])
        self._clock, self._sleep = clock, sleep
        self._waiting = 0
        # The lock is the line: asyncio.Lock is fair, and a cancelled waiter leaves it cleanly.
        self._head_of_line = asyncio.Lock()

    def stats(self) -> dict[str, int]:
        """How many starts are remembered, and how many callers wait."""
        return {"used": self._bucket.count(), "waiting": self._waiting}

    def try_start(self) -> bool:
        """Start now if that is allowed and nobody waits; never waits itself."""
        return self._waiting == 0 and self._delay_ms() == 0

    async def start(self) -> None:
        """Wait until a call may start, and count it as started."""
        self._waiting += 1
        try:
            async with self._head_of_line:
                while (delay_ms := self._delay_ms()) > 0:
                    await self._sleep(delay_ms / 1000)
        finally:
            self._waiting -= 1

    def _delay_ms(self) -> int:
        """Count a start now and return 0, or return how long it has to wait."""
        item = RateItem("start", int(self._clock() * 1000))
        self._bucket.leak(item.timestamp)
        if self._bucket.put(item):
            return 0
        delay_ms = self._bucket.waiting(item)
        if not isinstance(delay_ms, int):
            raise TypeError("a bucket in memory answers at once")
        return max(1, delay_ms)
