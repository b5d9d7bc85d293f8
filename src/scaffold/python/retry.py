"""Retry: try again with exponential backoff and full jitter, inside one deadline.

The delay before try n+1 is a random part of min(cap, base * 2^(n-1)), so that clients that failed
together do not come back together (Brooker, "Exponential Backoff And Jitter", 2015). A delay
that the server asked for is a floor: the jitter comes on top of it. Every try has its own
timeout, and the whole has a deadline; what cannot be waited for in time is not waited for.

Invariants the test proves:
- `attempts` is the number of calls in all, the first one included
- with random() = 1 the delays are base, 2 base, ... up to cap
- never sooner than the server asked for
- an error that is not retryable is raised after one call
- a cancellation is never retried, neither during a try nor during a delay
- no delay is begun that would end after the deadline, and no try outlives it

Pitfalls:
- Retry only what is idempotent, or carries an idempotency key: a call that timed out may have
  had its effect.
- Retry at one layer. Three layers of 4 tries each make 64 calls out of one.
- Under overload retries feed the fire: add a budget, or a circuit breaker around the whole.
- TimeoutError is what sockets raise too; here only a timeout of this file ends the try early.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how fast. Times are in seconds; None means no limit."""

    attempts: int = 4
    base: float = 0.1
    cap: float = 10.0
    attempt_timeout: float | None = 30.0
    deadline: float | None = 120.0

    def __post_init__(self) -> None:
        if self.attempts < 1 or not 0 <= self.base <= self.cap:
            raise ValueError(f"needs attempts >= 1 and 0 <= base <= cap, received {self}")

    def backoff(self, tries: int) -> float:
        """The longest delay after `tries` failed tries, before jitter."""
        # 2.0 ** 1024 would overflow; nothing is ever waited for that long.
        return min(self.cap, self.base * 2.0 ** min(tries - 1, 60))


async def retry(
    work: Callable[[], Awaitable[T]],
    *,
    policy: RetryPolicy,
    retryable: Callable[[Exception], bool],
    retry_after: Callable[[Exception], float | None] = lambda _: None,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    jitter: Callable[[], float] = random.random,
) -> T:
    """Call `work` until it succeeds, an error is not retryable, or tries or time are used up.

    `retryable` also decides about the TimeoutError of a try that took too long. `retry_after`
    gives the seconds the server asked for. The last error is raised, with a note of the count.
    """
    loop = asyncio.get_running_loop()
    ends_at = None if policy.deadline is None else loop.time() + policy.deadline
    tries = 0
    while True:
        tries += 1
        try:
            async with asyncio.timeout_at(_earlier(ends_at, loop.time(), policy.attempt_timeout)):
                return await work()
        except Exception as error:  # CancelledError is no Exception: it is never retried.
            delay = (retry_after(error) or 0) + jitter() * policy.backoff(tries)
            in_time = ends_at is None or loop.time() + delay < ends_at
            if tries >= policy.attempts or not in_time or not retryable(error):
                error.add_note(f"gave up after {tries} of {policy.attempts} tries")
                raise
        await sleep(delay)


def _earlier(ends_at: float | None, now: float, timeout: float | None) -> float | None:
    if timeout is None:
        return ends_at
    return now + timeout if ends_at is None else min(ends_at, now + timeout)
