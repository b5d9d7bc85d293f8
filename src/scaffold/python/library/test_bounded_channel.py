"""Tests of bounded_channel with anyio, on asyncio in virtual time."""

import random
import unittest
from collections.abc import AsyncIterator

import anyio
from bounded_channel import Send, run_channel
from virtual_time import virtual_time


class BoundedChannel(unittest.TestCase):
    @virtual_time
    async def test_every_item_is_received_exactly_once(self) -> None:
        for seed in range(30):
            with self.subTest(seed=seed):
                chance, received = random.Random(seed), list[int]()

                def producer(first: int, chance: random.Random = chance):  # noqa: ANN202
                    async def produce(send: Send[int]) -> None:
                        for number in range(first, first + 10):
                            await anyio.sleep(chance.choice([0, 0.1]))
                            await send(number)

                    return produce

                async def consume(
                    items: AsyncIterator[int],
                    chance: random.Random = chance,
                    received: list[int] = received,
                ) -> None:
                    async for item in items:
                        await anyio.sleep(chance.choice([0, 0.1]))
                        received.append(item)

                await run_channel(
                    [producer(0), producer(10), producer(20)],
                    [consume] * chance.randint(1, 4),
                    capacity=chance.randint(0, 3),
                )
                self.assertEqual(sorted(received), list(range(30)))

    @virtual_time
    async def test_a_slow_consumer_holds_the_producer(self) -> None:
        sent = taken = lead = 0

        async def produce(send: Send[int]) -> None:
            nonlocal sent, lead
            for number in range(20):
                await send(number)
                sent += 1
                lead = max(lead, sent - taken)

        async def consume(items: AsyncIterator[int]) -> None:
            nonlocal taken
            async for _ in items:
                taken += 1
                await anyio.sleep(1)

        await run_channel([produce], [consume], capacity=3)
        self.assertEqual((sent, taken), (20, 20))
        self.assertLessEqual(lead, 3 + 1)  # One more is on its way into the consumer.

    @virtual_time
    async def test_a_failing_consumer_stops_the_producers(self) -> None:
        async def produce(send: Send[int]) -> None:
            while True:
                await send(1)

        async def consume(items: AsyncIterator[int]) -> None:
            async for _ in items:
                raise LookupError("consumer")

        with self.assertRaisesRegex(LookupError, "consumer"):
            await run_channel([produce, produce], [consume], capacity=2)

    @virtual_time
    async def test_consumers_end_when_nothing_was_produced(self) -> None:
        async def nothing(_send: Send[int]) -> None:
            await anyio.sleep(1)

        async def consume(items: AsyncIterator[int]) -> None:
            async for _ in items:
                self.fail("an item out of nowhere")

        await run_channel([nothing], [consume, consume], capacity=1)


if __name__ == "__main__":
    unittest.main()
