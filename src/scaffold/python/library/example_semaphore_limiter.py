"""Twelve downloads, at most three at once, with anyio."""

import anyio
from semaphore_limiter import Limiter

LIMIT = 3  # knob: limit


async def scaffolded() -> None:
    limiter = Limiter(LIMIT)

    async def download(number: int) -> None:
        async with limiter.slot():
            await anyio.sleep(0.001)
            print("done", number)

    async with anyio.create_task_group() as group:
        for number in range(12):
            group.start_soon(download, number)


if __name__ == "__main__":
    anyio.run(scaffolded)
