"""Two producers, three consumers, four items in between; the producers' end ends everyone."""

import asyncio

from bounded_channel import Channel

LIMIT = 4  # knob: limit


async def produce(channel: Channel[int], first: int) -> None:
    for number in range(first, first + 10):
        await channel.put(number)


async def consume(channel: Channel[int]) -> int:
    total = 0
    async for number in channel:
        total += number
        await asyncio.sleep(0)
    return total


async def scaffolded() -> None:
    channel: Channel[int] = Channel(LIMIT)
    async with asyncio.TaskGroup() as consumers:
        totals = [consumers.create_task(consume(channel)) for _ in range(3)]
        try:
            async with asyncio.TaskGroup() as producers:
                producers.create_task(produce(channel, 0))
                producers.create_task(produce(channel, 10))
        finally:
            channel.close()
    print("sum:", sum(task.result() for task in totals))


if __name__ == "__main__":
    asyncio.run(scaffolded())
