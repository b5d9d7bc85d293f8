"""Tests of pessimistic_locking with psycopg 3. Needs a PostgreSQL: DATABASE_URL=postgresql://..."""

import asyncio
import os
import unittest
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from pessimistic_locking import in_transaction, lock_rows
from psycopg import AsyncConnection, IsolationLevel
from psycopg.errors import LockNotAvailable


@asynccontextmanager
async def connect() -> AsyncGenerator[AsyncConnection[Any], None]:
    url = os.environ["DATABASE_URL"]
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        yield connection


class PessimisticLocking(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.db = await self.enterAsyncContext(connect())
        await self.db.execute("CREATE TABLE account (id int PRIMARY KEY, n int, version int)")
        await self.db.execute("INSERT INTO account VALUES (1, 0, 0), (2, 0, 0)")

    async def asyncTearDown(self) -> None:
        await self.db.execute("DROP TABLE account")
        self.assertEqual(asyncio.all_tasks(), {asyncio.current_task()})

    async def row(self) -> tuple[int, int, int]:
        cursor = await self.db.execute("SELECT * FROM account WHERE id = 1")
        return await cursor.fetchone() or (0, 0, 0)

    async def value(self) -> int:
        return (await self.row())[1]

    async def _add_one_ten_times(self, locked: bool) -> int:
        all_have_read = asyncio.Barrier(1 if locked else 10)

        async def add_one(connection: AsyncConnection[Any]) -> None:
            query = lock_rows("account") if locked else "SELECT * FROM account WHERE id = ANY(%s)"
            row = await (await connection.execute(query, ([1],))).fetchone()
            await all_have_read.wait()
            changed = (row[1] if row else -1) + 1
            await connection.execute("UPDATE account SET n = %s WHERE id = 1", (changed,))

        async with asyncio.TaskGroup() as group:
            for _ in range(10):
                group.create_task(in_transaction(connect, add_one))
        return await self.value()

    async def test_without_the_lock_nine_of_ten_updates_are_lost(self) -> None:
        self.assertEqual(await self._add_one_ten_times(locked=False), 1)

    async def test_with_the_lock_none_is_lost(self) -> None:
        self.assertEqual(await self._add_one_ten_times(locked=True), 10)

    async def test_transfers_in_opposite_orders_all_finish(self) -> None:
        def transfer(first: int, second: int):  # noqa: ANN202
            async def work(connection: AsyncConnection[Any]) -> None:
                await connection.execute(lock_rows("account"), ([first, second],))
                await connection.execute("UPDATE account SET n = n - 1 WHERE id = %s", (first,))
                await connection.execute("UPDATE account SET n = n + 1 WHERE id = %s", (second,))

            return work

        async with asyncio.TaskGroup() as group:
            for number in range(10):
                pair = (1, 2) if number % 2 else (2, 1)
                group.create_task(in_transaction(connect, transfer(*pair), attempts=1))
        self.assertEqual(await self.value(), 0)

    async def test_a_deadlock_is_redone_and_both_finish(self) -> None:
        both_hold, runs = asyncio.Barrier(2), 0

        def careless(first: int, second: int):  # noqa: ANN202
            async def work(connection: AsyncConnection[Any]) -> None:
                nonlocal runs
                runs += 1
                meets = runs <= 2
                await connection.execute("UPDATE account SET n = n + 1 WHERE id = %s", (first,))
                if meets:
                    await both_hold.wait()
                await connection.execute("UPDATE account SET n = n + 1 WHERE id = %s", (second,))

            return work

        async with asyncio.TaskGroup() as group:
            for pair in ((1, 2), (2, 1)):
                group.create_task(in_transaction(connect, careless(*pair)))
        self.assertEqual((await self.value(), runs), (2, 3))

    async def test_a_lock_that_is_not_free_in_time_is_an_error(self) -> None:
        async def holder(connection: AsyncConnection[Any]) -> None:
            await connection.execute(lock_rows("account"), ([1],))

            async def other(rival: AsyncConnection[Any]) -> None:
                await rival.execute(lock_rows("account"), ([1],))

            with self.assertRaises(LockNotAvailable):
                await in_transaction(connect, other, lock_timeout_ms=1, attempts=2, base=0)

        await in_transaction(connect, holder, isolation=IsolationLevel.SERIALIZABLE)


if __name__ == "__main__":
    unittest.main()
