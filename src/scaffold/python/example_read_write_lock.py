"""A table that many read while one task now and then replaces it."""

import asyncio

from read_write_lock import ReadWriteLock


async def scaffolded() -> None:
    lock = ReadWriteLock()
    table = {"price": 1, "tax": 1}

    async def reader() -> bool:
        async with lock.read():
            price = table["price"]
            await asyncio.sleep(0)
            return price == table["tax"]

    async def writer(value: int) -> None:
        async with lock.write():
            table["price"] = value
            await asyncio.sleep(0)  # Nobody sees the half-written table.
            table["tax"] = value

    async with asyncio.TaskGroup() as group:
        readers = [group.create_task(reader()) for _ in range(10)]
        group.create_task(writer(2))
        readers += [group.create_task(reader()) for _ in range(10)]
    print("all consistent:", all(task.result() for task in readers), table)


if __name__ == "__main__":
    asyncio.run(scaffolded())
