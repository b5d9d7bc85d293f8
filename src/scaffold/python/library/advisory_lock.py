"""Advisory lock with psycopg 3: one holder of a name at a time in all of a database.

Invariants the test proves:
- one holder at a time among competing connections of a real PostgreSQL
- with wait=False exactly one competitor gets it, and the others know at once
- the lock is free again when the block ends, with or without an error

Pitfalls:
- The block is a transaction: what is written in it is committed when it ends.
- The session's kind, `pg_advisory_lock`, leaks through pools: it is freed only on the connection
  that took it.
- Set lock_timeout on the connection, or a waiter waits for ever.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
_TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


@asynccontextmanager
async def advisory_lock(
    connection: AsyncConnection[Any], name: str, *, wait: bool = True
) -> AsyncGenerator[bool, None]:
    """Hold `name` for the length of a transaction block; yields whether it is held.

    With wait=True always True; with wait=False the answer comes at once.
    """
    async with connection.transaction():
        if wait:
            await connection.execute(_LOCK, (name,))
            yield True
        else:
            row = await (await connection.execute(_TRY_LOCK, (name,))).fetchone()
            yield row is not None and row[0] is True
