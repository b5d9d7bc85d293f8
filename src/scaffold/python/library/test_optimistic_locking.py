"""Tests of optimistic_locking with psycopg 3. Needs a PostgreSQL: DATABASE_URL=postgresql://..."""

import asyncio
import os
import unittest
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from optimistic_locking import Conflict, update_versioned
from psycopg import AsyncConnection


@asynccontextmanager
async def connect() -> AsyncGenerator[AsyncConnection[Any], None]:
    url = os.environ["DATABASE_URL"]
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        yield connection


class OptimisticLocking(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.db = await self.enterAsyncContext(connect())
        await self.db.execute("CREATE TABLE ticket (id int PRIMARY KEY, n int, version int)")
        await self.db.execute("INSERT INTO ticket VALUES (1, 0, 0), (2, 0, 0)")

    async def asyncTearDown(self) -> None:
        await self.db.execute("DROP TABLE ticket")
        self.assertEqual(asyncio.all_tasks(), {asyncio.current_task()})

    async def row(self) -> tuple[int, int, int]:
        cursor = await self.db.execute("SELECT * FROM ticket WHERE id = 1")
        return await cursor.fetchone() or (0, 0, 0)

    async def test_updates_are_not_lost(self) -> None:
        all_are_connected = asyncio.Barrier(6)

        async def add_one() -> None:
            async with connect() as connection:
                await all_are_connected.wait()
                await update_versioned(
                    connection,
                    read="SELECT n, version FROM ticket WHERE id = %s",
                    write="UPDATE ticket SET n = %s, version = version + 1"
                    " WHERE id = %s AND version = %s",
                    key=1,
                    change=lambda n: n + 1,
                    attempts=100,
                    base=0.001,
                )

        async with asyncio.TaskGroup() as group:
            for _ in range(6):
                group.create_task(add_one())
        self.assertEqual(await self.row(), (1, 6, 6))

    async def test_conflicts_are_bounded_and_see_the_new_value(self) -> None:
        seen: list[int] = []
        async with connect() as connection, connect() as rival:

            async def update(attempts: int) -> int:
                return await update_versioned(
                    connection,
                    read="SELECT n, version FROM ticket WHERE id = %s",
                    write="UPDATE ticket SET n = %s WHERE id = %s AND version = %s - 1",
                    key=1,
                    change=lambda n: seen.append(n) or n + 1,
                    attempts=attempts,
                    base=0,
                )

            with self.assertRaisesRegex(Conflict, "after 3 attempts"):
                await update(3)
            self.assertEqual(seen, [0, 0, 0])
            await rival.execute("UPDATE ticket SET n = 40 WHERE id = 1")
            with self.assertRaises(Conflict):
                await update(1)
            self.assertEqual(seen[-1], 40)
            await connection.set_autocommit(False)
            with self.assertRaisesRegex(ValueError, "autocommit"):
                await update(1)


if __name__ == "__main__":
    unittest.main()
