"""Parse records while the next ones are being read, never more than eight ahead."""

import asyncio
from collections.abc import AsyncGenerator

from streaming_backpressure import read_ahead

LIMIT = 8  # knob: limit


async def records() -> AsyncGenerator[str, None]:
    for number in range(30):
        await asyncio.sleep(0.0005)
        yield f"record {number}"


async def scaffolded() -> None:
    async with read_ahead(records(), capacity=LIMIT) as items:
        async for item in items:
            if item.endswith("20"):
                print("found", item)
                break


if __name__ == "__main__":
    asyncio.run(scaffolded())
