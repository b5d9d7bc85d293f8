"""Advisory lock: one holder of a name at a time in all of a PostgreSQL database.

For work that has no row of its own to lock: a nightly job, a migration, "create unless there".
The lock belongs to the transaction, `pg_advisory_xact_lock`, so COMMIT, ROLLBACK and a lost
connection all free it, and no pool can lose it. The name is hashed to PostgreSQL's 64-bit key.

Invariants the test proves:
- the statement is the transaction's kind of lock, with the name as a parameter and hashed
- try_advisory_lock answers at once, and takes only True for a yes
- several names are locked in sorted order, each once, so that two callers cannot deadlock

Pitfalls:
- Call it inside a transaction: outside it is free again when the statement ends.
- The session's kind, `pg_advisory_lock`, leaks through pools: it is freed only on the very
  connection that took it, and a pool gives you another one.
- Set lock_timeout, or a waiter waits for ever.
- Two names can have one hash, once in 2^64: then they wait for each other, which does no harm.
- It protects only against those who ask for it too. A constraint protects against all.
- The lock is lost with the connection, while your code goes on: guard what it writes elsewhere
  with a fencing token or a constraint.
"""

from collections.abc import Iterable
from typing import Protocol

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
_TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))"


class Session(Protocol):
    """A connection with an open transaction; `$1` is the first of `args`."""

    async def fetch_value(self, sql: str, /, *args: object) -> object:
        """The first column of the first row."""
        ...


async def advisory_lock(session: Session, *names: str) -> None:
    """Wait until this transaction holds every name; until lock_timeout, then the driver's 55P03."""
    for name in _ordered(names):
        await session.fetch_value(_LOCK, name)


async def try_advisory_lock(session: Session, name: str) -> bool:
    """Take the name if it is free. Never waits; when False, do something else or end."""
    return await session.fetch_value(_TRY_LOCK, name) is True


def _ordered(names: Iterable[str]) -> list[str]:
    ordered = sorted(set(names))
    if not ordered:
        raise ValueError("a lock needs a name")
    return ordered
