"""Retry with tenacity: full jitter, a cap, Retry-After as a floor, a deadline, plain errors.

tenacity's own defaults are dangerous: it never stops, never waits, and hides the error in
RetryError. Everything that matters is therefore set here. A cancellation is not retried, because
CancelledError is no Exception.

Invariants the test proves:
- `attempts` counts all calls; the last error is raised itself
- delays have full jitter below a cap that doubles, on top of what the server asked for
- each try has its own timeout; no delay is begun after the deadline
- what is not retryable, and a cancellation, end it after one call

Pitfalls:
- `wait_exponential_jitter` adds at most a second of jitter; full jitter is
  `wait_random_exponential`.
- `stop_after_delay` looks only between tries: without a timeout a try can outlive it.
- `@retry` without arguments is the dangerous default.
- Retry only what is idempotent, and at one layer.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_any,
    stop_before_delay,
)

T = TypeVar("T")


async def retry(
    work: Callable[[], Awaitable[T]],
    *,
    retryable: Callable[[BaseException], bool],
    retry_after: Callable[[BaseException], float | None] = lambda _: None,
    attempts: int = 4,
    base: float = 0.1,
    cap: float = 10.0,
    attempt_timeout: float | None = 30.0,
    deadline: float = 120.0,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    jitter: Callable[[], float] = random.random,
) -> T:
    """Call `work` until it succeeds, an error is not retryable, or tries or time are used up.

    All times are in seconds. `retry_after` gives the seconds the server asked for.
    """

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        floor = (retry_after(error) or 0) if error else 0
        return floor + jitter() * min(cap, base * 2.0 ** min(state.attempt_number - 1, 60))

    async def attempt() -> T:
        async with asyncio.timeout(attempt_timeout):
            return await work()

    retrying = AsyncRetrying(
        stop=stop_any(stop_after_attempt(attempts), stop_before_delay(deadline)),
        wait=wait,
        retry=retry_if_exception(lambda error: isinstance(error, Exception) and retryable(error)),
        sleep=sleep,
        reraise=True,
    )
    return await retrying(attempt)
