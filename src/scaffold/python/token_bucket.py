"""Token bucket: on average `rate` calls a second, with bursts of up to `burst` at once.

Tokens come back continuously, computed from a monotonic clock when somebody asks; there is no
background task. Waiters stand in line; only the first one sleeps, and only as long as it must.

Invariants the test proves:
- in any window of w seconds at most burst + rate * w tokens are handed out
- waiters in line are served at exactly the rate, first come, first served
- however long it was idle, never more than burst tokens are there
- a cancelled waiter takes nothing and leaves at once, and the next one moves up
- more than burst tokens at once are refused instead of waiting for ever

Pitfalls:
- It allows burst + rate * w in a window by design. If the other side counts a hard window, take
  sliding_window, or set burst to 1.
- It bounds how often calls start, not how many run at once; usually you want both limits.
- One bucket per process: n processes together reach n times the rate.
- Use a monotonic clock; time.time() jumps when the system clock is set.
- It is no answer to 429: obey Retry-After too (see retry).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

# Less than this is a rounding error of the clock, not a missing token.
_ROUNDING = 1e-9


class TokenBucket:
    """Make it inside the running loop; it belongs to that loop."""

    def __init__(
        self,
        rate: float,
        burst: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """`rate` in tokens per second, above 0; `burst` in tokens, 1 or more; starts full."""
        if rate <= 0 or burst < 1:
            raise ValueError(f"needs rate > 0 and burst >= 1, received {rate}, {burst}")
        self._rate, self._burst = rate, burst
        self._clock, self._sleep = clock, sleep
        self._tokens = burst
        self._filled_at = clock()
        self._waiting = 0
        # The lock is the line: asyncio.Lock is fair, and a cancelled waiter leaves it cleanly.
        self._head_of_line = asyncio.Lock()

    def stats(self) -> dict[str, float]:
        """Tokens there now, and how many callers wait."""
        self._refill()
        return {"tokens": self._tokens, "waiting": self._waiting}

    def try_take(self, tokens: float = 1) -> bool:
        """Take the tokens if they are there and nobody waits; never waits itself."""
        self._check(tokens)
        if self._waiting or self._missing(tokens) > 0:
            return False
        self._tokens -= tokens
        return True

    async def take(self, tokens: float = 1) -> None:
        """Wait for `tokens` (above 0, at most burst, else ValueError) and take them."""
        self._check(tokens)
        self._waiting += 1
        try:
            async with self._head_of_line:
                while (missing := self._missing(tokens)) > 0:
                    await self._sleep(missing / self._rate)
                self._tokens -= tokens
        finally:
            self._waiting -= 1

    def _check(self, tokens: float) -> None:
        if not 0 < tokens <= self._burst:
            raise ValueError(f"tokens must be above 0, at most {self._burst}, received {tokens}")

    def _missing(self, tokens: float) -> float:
        self._refill()
        missing = tokens - self._tokens
        return missing if missing > _ROUNDING else 0

    def _refill(self) -> None:
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
