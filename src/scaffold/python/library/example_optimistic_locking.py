"""Five withdrawals from one account at once. DATABASE_URL names the PostgreSQL."""

import asyncio
import os

from optimistic_locking import update_versioned
from psycopg import AsyncConnection

URL = os.environ["DATABASE_URL"]


async def withdraw() -> None:
    async with await AsyncConnection.connect(URL, autocommit=True) as connection:
        await update_versioned(
            connection,
            read="SELECT cents, version FROM savings WHERE id = %s",
            write="UPDATE savings SET cents = %s, version = version + 1"
            " WHERE id = %s AND version = %s",
            key=1,
            change=lambda cents: cents - 100,
        )


async def scaffolded() -> None:
    async with await AsyncConnection.connect(URL, autocommit=True) as connection:
        await connection.execute("CREATE TABLE savings (id int, cents int, version int)")
        await connection.execute("INSERT INTO savings VALUES (1, 1000, 0)")
        async with asyncio.TaskGroup() as group:
            for _ in range(5):
                group.create_task(withdraw())
        print(await (await connection.execute("SELECT cents, version FROM savings")).fetchone())
        await connection.execute("DROP TABLE savings")


if __name__ == "__main__":
    asyncio.run(scaffolded())
