"""Sliding window: at most `limit` calls start in any window of `window` seconds, exactly.

It keeps the start time of the last `limit` calls. The next call may start when the oldest of them
has left the window. That is the limit a service means by "100 requests per minute" when it counts
a rolling minute; a token bucket or a fixed window would let nearly twice as many through.

Invariants the test proves:
- no window of `window` seconds holds more than `limit` starts, also with staggered arrivals
- waiting calls start as soon as they may, first come, first served
- a cancelled waiter counts for nothing and leaves at once

Pitfalls:
- Memory is one time stamp per call in the window; for millions take a token bucket.
- Start times here are not arrival times there: network jitter can push two windows together.
  Leave a margin of a few per cent.
- One window per process: n processes together reach n times the limit.
- It bounds how often calls start, not how many run at once.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable


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
        """`limit` calls, 1 or more, in `window` seconds, above 0."""
        if limit < 1 or window <= 0:
            raise ValueError(f"needs limit >= 1 and window > 0, received {limit}, {window}")
        self._limit, self._window = limit, window
        self._clock, self._sleep = clock, sleep
        self._starts: deque[float] = deque(maxlen=limit)
        self._waiting = 0
        # The lock is the line: asyncio.Lock is fair, and a cancelled waiter leaves it cleanly.
        self._head_of_line = asyncio.Lock()

    def stats(self) -> dict[str, int]:
        """How many calls may start now, and how many callers wait."""
        now = self._clock()
        inside = sum(now - start < self._window for start in self._starts)
        return {"free": self._limit - inside, "waiting": self._waiting}

    def try_start(self) -> bool:
        """Start now if that is allowed and nobody waits; never waits itself."""
        if self._waiting or self._delay() > 0:
            return False
        self._starts.append(self._clock())
        return True

    async def start(self) -> None:
        """Wait until a call may start, and count it as started."""
        self._waiting += 1
        try:
            async with self._head_of_line:
                while (delay := self._delay()) > 0:
                    await self._sleep(delay)
                self._starts.append(self._clock())
        finally:
            self._waiting -= 1

    def _delay(self) -> float:
        if len(self._starts) < self._limit:
            return 0
        return self._starts[0] + self._window - self._clock()
