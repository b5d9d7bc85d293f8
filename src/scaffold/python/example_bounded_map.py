"""Sizes of a thousand pages, eight requests at a time."""

import asyncio

from bounded_map import bounded_map

LIMIT = 8  # knob: limit
TIMEOUT_MS = 30000  # knob: timeoutMs


async def fetch_size(page: str) -> int:
    await asyncio.sleep(0)
    return len(page)


async def scaffolded() -> None:
    pages = (f"/page/{number}" for number in range(1000))
    async with asyncio.timeout(TIMEOUT_MS / 1000):
        sizes = await bounded_map(fetch_size, pages, limit=LIMIT)
    print(len(sizes), "pages,", sum(sizes), "characters")


if __name__ == "__main__":
    asyncio.run(scaffolded())
