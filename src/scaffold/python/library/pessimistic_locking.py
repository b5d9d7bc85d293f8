"""Pessimistic locking with psycopg 3: one transaction, redone whole when PostgreSQL asks for it.

Invariants the test proves:
- no update is lost on a real PostgreSQL with competing connections; without the lock some are
- transfers over the same rows in opposite orders all finish, without a deadlock
- a deadlock between careless transactions is redone, and both finish
- a lock that is not free in time is LockNotAvailable

Pitfalls:
- `async with connection` closes the connection (or gives it back to its pool); a transaction is
  `connection.transaction()`.
- psycopg opens a transaction with the first statement; here the connection is set to autocommit
  first, so that BEGIN and COMMIT stand where the block stands.
- Retry the transaction, never the one statement; `work` runs once per attempt.
- `ANY(%s)` takes a list; `IN %s` does not exist in psycopg 3.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

from psycopg import AsyncConnection, IsolationLevel, sql
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

T = TypeVar("T")
Connect = Callable[[], AbstractAsyncContextManager[AsyncConnection[Any]]]


async def in_transaction(
    connect: Connect,
    work: Callable[[AsyncConnection[Any]], Awaitable[T]],
    *,
    isolation: IsolationLevel = IsolationLevel.READ_COMMITTED,
    lock_timeout_ms: int = 2_000,
    attempts: int = 5,
    base: float = 0.01,
    cap: float = 1.0,
) -> T:
    """Return what `work(connection)` returns, once its transaction is committed.

    `connect` gives a connection for a block, such as psycopg_pool's `pool.connection`.
    """
    if attempts < 1 or lock_timeout_ms < 1:
        raise ValueError(
            f"needs attempts >= 1, lock_timeout_ms >= 1, received {attempts}, {lock_timeout_ms}"
        )
    attempt = 1
    while True:
        try:
            async with connect() as connection:
                await connection.set_autocommit(True)
                await connection.set_isolation_level(isolation)
                async with connection.transaction():
                    limit = sql.SQL("SET LOCAL lock_timeout = {}").format(lock_timeout_ms)
                    await connection.execute(limit)
                    return await work(connection)
        except (SerializationFailure, DeadlockDetected, LockNotAvailable):
            if attempt >= attempts:
                raise
        await asyncio.sleep(random.random() * min(cap, base * 2.0 ** min(attempt - 1, 60)))
        attempt += 1


def lock_rows(table: str, key: str = "id") -> sql.Composed:
    """Lock the rows whose key is in the list %s, in the order of the key."""
    statement = "SELECT * FROM {table} WHERE {key} = ANY(%s) ORDER BY {key} FOR UPDATE"
    return sql.SQL(statement).format(table=sql.Identifier(table), key=sql.Identifier(key))
