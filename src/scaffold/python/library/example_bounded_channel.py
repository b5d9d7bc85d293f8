"""Two producers, three consumers, four items in between, with anyio."""

from collections.abc import AsyncIterator

import anyio
from bounded_channel import Send, run_channel

LIMIT = 4  # knob: limit


async def scaffolded() -> None:
    totals: list[int] = []

    async def produce(send: Send[int]) -> None:
        for number in range(10):
            await send(number)

    async def consume(items: AsyncIterator[int]) -> None:
        total = 0
        async for number in items:
            total += number
        totals.append(total)

    await run_channel([produce, produce], [consume, consume, consume], capacity=LIMIT)
    print("sum:", sum(totals))


if __name__ == "__main__":
    anyio.run(scaffolded)
