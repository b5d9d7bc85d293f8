"""First wins: the first attempt that succeeds gives the answer; the others are stopped.

Without `stagger` all attempts start at once. With it the next attempt starts only after `stagger`
seconds, or as soon as a running one has failed (a hedged request): usually one call is made, and
a slow one is overtaken by its backup. Losers are cancelled and awaited before the answer is
returned, so none of them is still running in the background.

Invariants the test proves:
- the answer is that of the first attempt to succeed; a failure does not win
- losers are cancelled, and their clean-up is over, before the answer is returned
- when all fail, an ExceptionGroup holds every error in the order of the attempts
- with stagger an attempt starts only when it is due, or at once when one has failed
- a cancellation from outside stops all attempts

Pitfalls:
- asyncio.wait(FIRST_COMPLETED) ends with the first to finish, which may be a failure, and leaves
  the others running.
- Race only idempotent calls: a cancelled loser may already have had its effect.
- The value of a loser that finishes in the same moment is dropped; a connection would leak, so
  let an attempt return plain data.
- A loser that ignores its cancellation delays the answer until it ends.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TypeVar

from task_scope import TaskScope, without_stray_cancellation

T = TypeVar("T")


async def first_wins(
    attempts: Sequence[Callable[[], Awaitable[T]]], *, stagger: float = 0
) -> T:
    """Return the value of the first attempt that succeeds.

    `stagger` is in seconds, 0 or more. Raises ValueError without attempts, and an ExceptionGroup
    of all errors when every attempt fails.
    """
    if not attempts or stagger < 0:
        raise ValueError(f"needs attempts and stagger >= 0, received {len(attempts)}, {stagger}")
    values: list[T] = []
    errors: dict[int, Exception] = {}
    failed = asyncio.Event()

    async with TaskScope() as scope:

        async def contend(index: int, attempt: Callable[[], Awaitable[T]]) -> None:
            try:
                values.append(await without_stray_cancellation(attempt()))
                scope.cancel()
            except Exception as error:
                errors[index] = error
                failed.set()

        for index, attempt in enumerate(attempts):
            failed.clear()
            scope.spawn(contend(index, attempt))
            if stagger > 0:
                with suppress(TimeoutError):
                    async with asyncio.timeout(stagger):
                        await failed.wait()

    if values:
        return values[0]
    raise ExceptionGroup("every attempt failed", [errors[n] for n in range(len(attempts))])
