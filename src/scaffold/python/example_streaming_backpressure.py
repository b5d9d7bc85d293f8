"""Parse records while the next ones are being read, never more than eight ahead."""

import asyncio
from collections.abc import AsyncGenerator

from streaming_backpressure import read_ahead


async def records() -> AsyncGenerator[str, None]:
    for number in range(30):
        await asyncio.sleep(0.0005)
        yield f"record {number}"


async def main() -> None:
    async with read_ahead(records(), capacity=8) as items:
        async for item in items:
            if item.endswith("20"):
                print("found", item)
                break


if __name__ == "__main__":
    asyncio.run(main())
