"""Deposits into two accounts: read, await, write, and no deposit is lost."""

import asyncio

from mutex_keyed import KeyedMutex


async def scaffolded() -> None:
    balances = {"ann": 0, "bob": 0}
    mutex = KeyedMutex()

    async def deposit(account: str) -> None:
        async with mutex.hold(account):
            balance = balances[account]
            await asyncio.sleep(0)  # Where another task could read the old balance.
            balances[account] = balance + 1

    async with asyncio.TaskGroup() as group:
        for number in range(100):
            group.create_task(deposit("ann" if number % 2 else "bob"))
    print(balances, mutex.stats())


if __name__ == "__main__":
    asyncio.run(scaffolded())
