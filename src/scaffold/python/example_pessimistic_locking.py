"""The statements of a transfer between two accounts, on a connection that only prints them."""

import asyncio

from pessimistic_locking import in_transaction, lock_rows

TIMEOUT_MS = 1000  # knob: timeoutMs


class PrintingConnection:
    async def execute(self, sql: str, *args: object) -> None:
        print(sql, *args)


class OneConnection:
    """What an adapter for a real pool looks like: take one, give it back, or close it."""

    def __init__(self) -> None:
        self._connection = PrintingConnection()

    async def acquire(self) -> PrintingConnection:
        return self._connection

    async def release(self, session: PrintingConnection, *, broken: bool) -> None:
        print("closed" if broken else "given back")


async def scaffolded() -> None:
    async def transfer(session: PrintingConnection) -> None:
        await session.execute(lock_rows("account"), [7, 3])  # Locks 3 before 7.
        await session.execute("UPDATE account SET cents = cents - 500 WHERE id = 7")
        await session.execute("UPDATE account SET cents = cents + 500 WHERE id = 3")

    await in_transaction(OneConnection(), transfer, lock_timeout_ms=TIMEOUT_MS)


if __name__ == "__main__":
    asyncio.run(scaffolded())
