"""Semaphore limiter with anyio: at most `permits` calls at once; the rest wait in line.

anyio.CapacityLimiter is fair and shows who waits, but it knows its borrowers by task: a second
acquire in the same task is a RuntimeError. Here every slot borrows for an object of its own, so a
task may hold several slots, and a slot may be handed to another task.

Invariants the test proves:
- never more than `permits` blocks run, under seeded random cancellation, and all is free at rest
- first come, first served
- one task may hold two slots

Pitfalls:
- anyio before 4.14 could strand waiters on asyncio when one of them was cancelled; keep it current.
- `acquire_on_behalf_of` of anyio 4.15.1 loses the token when asyncio's own Task.cancel() lands in
  it while a token is free: it gives back for the task and not for the borrower. So a free token
  is taken here without waiting, and only the waiting is left to it.
- anyio cancels again at every await of a cancelled scope: shield the clean-up that must await.
- It bounds how many run, not how many are queued: see bounded_map.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter, WouldBlock


class Limiter:
    """`async with limiter.slot(): ...`; `permits` is 1 or more."""

    def __init__(self, permits: int) -> None:
        if permits < 1:
            raise ValueError(f"permits must be at least 1, received {permits}")
        self._limiter = CapacityLimiter(permits)

    def stats(self) -> dict[str, float]:
        now = self._limiter.statistics()
        return {"free": now.total_tokens - now.borrowed_tokens, "waiting": now.tasks_waiting}

    @asynccontextmanager
    async def slot(self) -> AsyncGenerator[None, None]:
        """Hold one slot for the length of the block. A cancelled waiter takes nothing."""
        borrower = object()
        try:
            self._limiter.acquire_on_behalf_of_nowait(borrower)
        except WouldBlock:
            await self._limiter.acquire_on_behalf_of(borrower)
        try:
            yield
        finally:
            self._limiter.release_on_behalf_of(borrower)
