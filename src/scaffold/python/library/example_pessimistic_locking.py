"""A transfer between two accounts. DATABASE_URL names the PostgreSQL."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from pessimistic_locking import in_transaction, lock_rows
from psycopg import AsyncConnection

TIMEOUT_MS = 1000  # knob: timeoutMs


@asynccontextmanager
async def connect() -> AsyncGenerator[AsyncConnection[Any], None]:
    """With psycopg_pool this is `pool.connection`."""
    async with await AsyncConnection.connect(os.environ["DATABASE_URL"]) as connection:
        yield connection


async def scaffolded() -> None:
    async def transfer(connection: AsyncConnection[Any]) -> None:
        await connection.execute(lock_rows("purse"), ([7, 3],))  # Locks 3 before 7.
        await connection.execute("UPDATE purse SET cents = cents - 500 WHERE id = 7")
        await connection.execute("UPDATE purse SET cents = cents + 500 WHERE id = 3")

    async with connect() as admin:
        await admin.execute("CREATE TABLE purse (id int PRIMARY KEY, cents int)")
        await admin.execute("INSERT INTO purse VALUES (3, 0), (7, 900)")
        await admin.commit()
        await in_transaction(connect, transfer, lock_timeout_ms=TIMEOUT_MS)
        print(await (await admin.execute("SELECT * FROM purse ORDER BY id")).fetchall())
        await admin.execute("DROP TABLE purse")


if __name__ == "__main__":
    asyncio.run(scaffolded())
