"""Sizes of a thousand pages, eight requests at a time, with anyio."""

import anyio
from bounded_map import bounded_map

LIMIT = 8  # knob: limit


async def fetch_size(page: str) -> int:
    await anyio.sleep(0)
    return len(page)


async def scaffolded() -> None:
    sizes = await bounded_map(fetch_size, (f"/page/{n}" for n in range(1000)), limit=LIMIT)
    print(len(sizes), "pages,", sum(sizes), "characters")


if __name__ == "__main__":
    anyio.run(scaffolded)
