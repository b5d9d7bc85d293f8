"""Sizes of a thousand pages, eight requests at a time."""

import asyncio

from bounded_map import bounded_map


async def fetch_size(page: str) -> int:
    await asyncio.sleep(0)
    return len(page)


async def main() -> None:
    pages = (f"/page/{number}" for number in range(1000))
    async with asyncio.timeout(30):
        sizes = await bounded_map(fetch_size, pages, limit=8)
    print(len(sizes), "pages,", sum(sizes), "characters")


if __name__ == "__main__":
    asyncio.run(main())
