"""Five withdrawals from one account at the same time, on SQLite."""

import asyncio
import sqlite3

from optimistic_locking import update_versioned


async def scaffolded() -> None:
    # signalbox-allow blocking-call: this database is in memory and answers at once
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("CREATE TABLE account (id INTEGER PRIMARY KEY, cents INTEGER, version INTEGER)")
    db.execute("INSERT INTO account VALUES (1, 1000, 0)")

    async def read() -> tuple[int, int]:
        # signalbox-allow blocking-call: this database is in memory and answers at once
        row: tuple[int, int] = db.execute("SELECT cents, version FROM account").fetchone()
        await asyncio.sleep(0.001)  # A real driver awaits here, and others come in between.
        return row

    async def write(cents: int, version: int) -> int:
        statement = "UPDATE account SET cents = ?, version = version + 1 WHERE version = ?"
        # signalbox-allow blocking-call: this database is in memory and answers at once
        return db.execute(statement, (cents, version)).rowcount

    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(update_versioned(read, write, lambda cents: cents - 100))
    # signalbox-allow blocking-call: this database is in memory and answers at once
    print("cents and version:", *db.execute("SELECT cents, version FROM account").fetchone())
    db.close()


if __name__ == "__main__":
    asyncio.run(scaffolded())
