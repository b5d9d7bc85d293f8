"""Pessimistic locking: lock rows, then change them, in a transaction that is redone if it must.

`in_transaction` runs a function on one connection between BEGIN and COMMIT, with a limit on how
long it waits for a lock, and runs the whole of it again when PostgreSQL says that it should:
40001 (serialization failure), 40P01 (deadlock), 55P03 (lock not available in time). Inside it
lock rows with the statement of `lock_rows`: all at once and in the order of the key, so that two
transactions over the same rows wait for each other instead of deadlocking.

Invariants the test proves:
- statements run in the order BEGIN, SET LOCAL lock_timeout, work, COMMIT on one connection
- on the three codes the whole transaction is redone on a fresh start, with bounded attempts
- any other error, and a cancellation, roll back once and pass through
- a connection is given back exactly once; as broken, when its rollback failed or hung
- names of tables and columns that are no plain identifiers are refused

Pitfalls:
- `BEGIN` through a pool's own query method goes to another connection than the next statement.
- Retry the transaction, never the one statement: after an error it is aborted (25P02).
- `work` runs once per attempt: no e-mail, no HTTP, no await of anything but the session.
- A connection that breaks during COMMIT leaves the outcome unknown; it is not retried here.
- Taking a second connection inside `work` can deadlock the pool (see pool_sizing).
- Behind PgBouncer in transaction mode only SET LOCAL is safe, as used here.
"""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from typing import Literal, Protocol, TypeVar

T = TypeVar("T")
Isolation = Literal["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"]

_RETRYABLE = frozenset({"40001", "40P01", "55P03"})
_ROLLBACK_SECONDS = 5.0


class Session(Protocol):
    """One connection. The drivers' errors carry their SQLSTATE as `sqlstate` or `pgcode`."""

    async def execute(self, sql: str, /) -> object: ...


S = TypeVar("S", bound=Session)


class Pool(Protocol[S]):
    """Gives out connections; a broken one must be closed and not given out again."""

    async def acquire(self) -> S: ...

    async def release(self, session: S, *, broken: bool) -> None: ...


async def in_transaction(
    pool: Pool[S],
    work: Callable[[S], Awaitable[T]],
    *,
    isolation: Isolation = "READ COMMITTED",
    lock_timeout_ms: int = 2_000,
    attempts: int = 5,
    base: float = 0.01,
    cap: float = 1.0,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    jitter: Callable[[], float] = random.random,
) -> T:
    """Return what `work(session)` returns, once its transaction is committed.

    `lock_timeout_ms` is 1 or more, `attempts` is 1 or more, `base` and `cap` are the seconds of a
    delay with full jitter between attempts, during which no connection is held.
    """
    if attempts < 1 or lock_timeout_ms < 1:
        raise ValueError(
            f"needs attempts >= 1, lock_timeout_ms >= 1, received {attempts}, {lock_timeout_ms}"
        )
    begin = f"BEGIN ISOLATION LEVEL {isolation}"
    limit = f"SET LOCAL lock_timeout = {int(lock_timeout_ms)}"
    for attempt in range(1, attempts):
        try:
            return await _attempt(pool, work, (begin, limit))
        except Exception as error:
            if sqlstate(error) not in _RETRYABLE:
                raise
        await sleep(jitter() * min(cap, base * 2.0 ** min(attempt - 1, 60)))
    return await _attempt(pool, work, (begin, limit))


async def _attempt(
    pool: Pool[S], work: Callable[[S], Awaitable[T]], opening: tuple[str, str]
) -> T:
    session = await pool.acquire()
    broken = True
    try:
        try:
            for statement in opening:
                await session.execute(statement)
            result = await work(session)
            await session.execute("COMMIT")
            broken = False
            return result
        except BaseException:  # A cancellation too must not leave the transaction open.
            broken = not await _rolled_back(session)
            raise
    finally:
        await pool.release(session, broken=broken)


async def _rolled_back(session: Session) -> bool:
    try:
        async with asyncio.timeout(_ROLLBACK_SECONDS):
            await session.execute("ROLLBACK")
        return True
    except Exception:
        return False


def sqlstate(error: BaseException) -> str | None:
    """The five letters of a PostgreSQL error, as asyncpg, psycopg 3 and psycopg 2 name them."""
    code: object = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
    return code if isinstance(code, str) else None


def lock_rows(table: str, key: str = "id") -> str:
    """The statement that locks the rows whose key is in the array $1, in the order of the key."""
    for name in (table, key):
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,62}", name):
            raise ValueError(f"not a plain identifier: {name!r}")
    return f'SELECT * FROM "{table}" WHERE "{key}" = ANY($1) ORDER BY "{key}" FOR UPDATE'
