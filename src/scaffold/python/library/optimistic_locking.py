"""Optimistic locking with psycopg 3: the write names the version it read, or is done again.

Invariants the test proves:
- no update is lost on a real PostgreSQL with competing connections
- after a conflict the change is applied to the new value
- attempts are bounded; the last conflict is raised as Conflict

Pitfalls:
- Only on an autocommit connection: inside an open transaction with REPEATABLE READ the row is
  read again from the same old snapshot, and the conflict never ends. That is refused here.
- psycopg opens a transaction with the first statement unless autocommit is set.
- `change` runs once per attempt, so it must be free of side effects.
- Try `SET n = n + 1`, a constraint or ON CONFLICT first.
"""

import asyncio
import random
from collections.abc import Callable
from typing import Any, LiteralString

from psycopg import AsyncConnection


class Conflict(Exception):
    """Somebody else was faster in every attempt; nothing was written."""


async def update_versioned(
    connection: AsyncConnection[Any],
    *,
    read: LiteralString,
    write: LiteralString,
    key: object,
    change: Callable[[Any], Any],
    attempts: int = 20,
    base: float = 0.005,
    cap: float = 0.5,
) -> Any:
    """Apply `change` to the row `key` and return the value that was written.

    `read` selects value and version for the parameter `%s`, the key. `write` takes the new value,
    the key and the version: `UPDATE t SET v = %s, version = version + 1 WHERE id = %s AND
    version = %s`. Raises LookupError without a row, and Conflict.
    """
    if not connection.autocommit:
        raise ValueError("needs an autocommit connection: a transaction could read an old snapshot")
    for attempt in range(attempts):
        row = await (await connection.execute(read, (key,))).fetchone()
        if row is None:
            raise LookupError(f"no row {key!r}")
        value, version = row
        changed = change(value)
        if (await connection.execute(write, (changed, key, version))).rowcount == 1:
            return changed
        await asyncio.sleep(random.random() * min(cap, base * 2.0 ** min(attempt, 60)))
    raise Conflict(f"gave up after {attempts} attempts")
