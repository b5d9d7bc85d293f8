"""Twelve downloads, at most three at once."""

import asyncio

from semaphore_limiter import Limiter

LIMIT = 3  # knob: limit


async def download(number: int) -> int:
    await asyncio.sleep(0.001)
    return number * 10


async def scaffolded() -> None:
    limiter = Limiter(LIMIT)  # Made inside the running loop, one per host.

    async def polite(number: int) -> int:
        async with limiter.slot():
            return await download(number)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(polite(number)) for number in range(12)]
    print([task.result() for task in tasks], "peak:", limiter.stats().peak)


if __name__ == "__main__":
    asyncio.run(scaffolded())
