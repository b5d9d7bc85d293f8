"""Optimistic locking: read a row with its version, write only if nobody wrote since, else redo.

No lock is held while the new value is worked out. The write names the version that was read:
`UPDATE t SET ..., version = version + 1 WHERE id = $1 AND version = $2`. One changed row means it
was ours; none means that somebody was faster, so the row is read again and the change is made
again on the new value, after a random delay. Any driver fits: the two statements are callables.

Invariants the test proves:
- no update is lost with competing writers; the same work without the version loses most of them
- the version grows by one for each change
- after a conflict the change is applied to the new value, not the old one
- attempts are bounded, and the last conflict is raised as Conflict
- delays are random and bounded by the cap; a cancellation ends the loop

Pitfalls:
- Try without any of this first: `UPDATE t SET n = n + 1`, a constraint, or ON CONFLICT.
- With many writers on one row most work is redone: take pessimistic_locking there.
- `change` runs once per attempt, so it must be free of side effects.
- Every writer must take part; one UPDATE without the version overwrites silently.
- A time stamp is no version: two writes can share it.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


class Conflict(Exception):
    """Somebody else was faster in every attempt; nothing was written."""


async def update_versioned(
    read: Callable[[], Awaitable[tuple[T, int]]],
    write: Callable[[T, int], Awaitable[int]],
    change: Callable[[T], T],
    *,
    attempts: int = 20,
    base: float = 0.005,
    cap: float = 0.5,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    jitter: Callable[[], float] = random.random,
) -> T:
    """Apply `change` to a row and return the value that was written.

    `read` returns the value and its version, and raises LookupError when there is no row. `write`
    gets the new value and the version that was read, and returns the number of rows changed.
    `attempts` is 1 or more; `base` and `cap` are in seconds. Raises Conflict.
    """
    if attempts < 1:
        raise ValueError(f"attempts must be at least 1, received {attempts}")
    for attempt in range(1, attempts + 1):
        value, version = await read()
        changed = change(value)
        rows = await write(changed, version)
        if rows == 1:
            return changed
        if rows > 1:
            raise RuntimeError(f"the write changed {rows} rows: its key is not unique")
        if attempt < attempts:
            await sleep(jitter() * min(cap, base * 2.0 ** min(attempt - 1, 60)))
    raise Conflict(f"gave up after {attempts} attempts")
