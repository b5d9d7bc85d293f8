"""Tests of advisory_lock with psycopg 3. Needs a PostgreSQL: DATABASE_URL=postgresql://..."""

import asyncio
import os
import unittest
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from advisory_lock import advisory_lock
from psycopg import AsyncConnection


@asynccontextmanager
async def connect() -> AsyncGenerator[AsyncConnection[Any], None]:
    url = os.environ["DATABASE_URL"]
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        yield connection


class AdvisoryLock(unittest.IsolatedAsyncioTestCase):
    async def test_one_holder_of_a_name_at_a_time(self) -> None:
        inside: list[int] = []

        async def enter(number: int) -> None:
            async with connect() as connection, advisory_lock(connection, "job"):
                inside.append(number)
                self.assertEqual(inside, [number])
                await connection.execute("SELECT pg_sleep(0.002)")
                inside.remove(number)

        async with asyncio.TaskGroup() as group:
            for number in range(6):
                group.create_task(enter(number))

    async def test_trying_answers_at_once_and_the_lock_is_free_after_an_error(self) -> None:
        async with connect() as one, connect() as two:
            with self.assertRaises(LookupError):
                async with advisory_lock(one, "job"):
                    async with advisory_lock(two, "job", wait=False) as held:
                        self.assertFalse(held)
                    async with advisory_lock(two, "other", wait=False) as held:
                        self.assertTrue(held)
                    raise LookupError
            async with advisory_lock(two, "job", wait=False) as held:
                self.assertTrue(held)


if __name__ == "__main__":
    unittest.main()
