"""Tests of advisory_lock against a scripted driver; the lock itself is PostgreSQL's."""

import asyncio
import unittest

from advisory_lock import advisory_lock, try_advisory_lock
from virtual_time import virtual_time


class Database:
    """Locks by name until the transaction ends, as PostgreSQL does."""

    def __init__(self) -> None:
        self.locks: dict[str, asyncio.Lock] = {}


class Transaction:
    def __init__(self, database: Database) -> None:
        self.log: list[tuple[str, ...]] = []
        self._database = database
        self._held: dict[str, asyncio.Lock] = {}

    async def fetch_value(self, sql: str, /, *args: object) -> object:
        self.log.append((sql, *map(str, args)))
        name = str(args[0])
        lock = self._database.locks.setdefault(name, asyncio.Lock())
        if "pg_try_" in sql and lock.locked():
            return name in self._held
        if name not in self._held:
            await lock.acquire()
            self._held[name] = lock
        return True

    async def __aenter__(self) -> "Transaction":
        return self

    async def __aexit__(self, *_: object) -> None:
        for lock in self._held.values():
            lock.release()


class AdvisoryLock(unittest.TestCase):
    @virtual_time
    async def test_the_statement_is_the_transactions_kind_with_a_parameter(self) -> None:
        async with Transaction(Database()) as transaction:
            await advisory_lock(transaction, "nightly'; --")
            self.assertTrue(await try_advisory_lock(transaction, "nightly'; --"))
        self.assertEqual(
            transaction.log,
            [
                ("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", "nightly'; --"),
                ("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", "nightly'; --"),
            ],
        )

    @virtual_time
    async def test_one_holder_of_a_name_at_a_time(self) -> None:
        database, inside = Database(), list[int]()

        async def job(number: int) -> None:
            async with Transaction(database) as transaction:
                await advisory_lock(transaction, "job")
                inside.append(number)
                self.assertEqual(len(inside), 1)
                await asyncio.sleep(1)
                inside.remove(number)

        async with asyncio.TaskGroup() as group:
            for number in range(5):
                group.create_task(job(number))
        self.assertEqual(asyncio.get_running_loop().time(), 5)

    @virtual_time
    async def test_trying_does_not_wait(self) -> None:
        database = Database()
        async with Transaction(database) as holder, Transaction(database) as other:
            await advisory_lock(holder, "job")
            self.assertFalse(await try_advisory_lock(other, "job"))
            self.assertTrue(await try_advisory_lock(other, "another job"))
        async with Transaction(database) as later:
            self.assertTrue(await try_advisory_lock(later, "job"))

    @virtual_time
    async def test_only_true_is_a_yes(self) -> None:
        class Odd:
            async def fetch_value(self, _sql: str, /, *_args: object) -> object:
                return "f"

        self.assertFalse(await try_advisory_lock(Odd(), "job"))

    @virtual_time
    async def test_opposite_orders_do_not_deadlock(self) -> None:
        database = Database()
        logs: list[list[str]] = []

        async def both(first: str, second: str) -> None:
            async with Transaction(database) as transaction:
                await advisory_lock(transaction, first, second, first)
                await asyncio.sleep(1)
                logs.append([name for _, name in transaction.log])

        async with asyncio.TaskGroup() as group:
            group.create_task(both("a", "b"))
            group.create_task(both("b", "a"))
        self.assertEqual(logs, [["a", "b"], ["a", "b"]])

    @virtual_time
    async def test_no_name_is_an_error(self) -> None:
        with self.assertRaisesRegex(ValueError, "needs a name"):
            await advisory_lock(Transaction(Database()))


if __name__ == "__main__":
    unittest.main()
