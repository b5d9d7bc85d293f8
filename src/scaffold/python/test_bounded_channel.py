"""Tests of bounded_channel, in virtual time."""

import asyncio
import random
import unittest

from bounded_channel import Channel, ChannelClosed
from virtual_time import virtual_time


class BoundedChannel(unittest.TestCase):
    @virtual_time
    async def test_nothing_is_lost_or_doubled_under_random_cancellation(self) -> None:
        for seed in range(200):
            with self.subTest(seed=seed):
                await self._storm(random.Random(seed))

    async def _storm(self, chance: random.Random) -> None:
        channel: Channel[int] = Channel(chance.randint(1, 3))
        accepted: list[int] = []
        received: list[int] = []

        async def put(item: int) -> None:
            await channel.put(item)
            accepted.append(item)

        async def get() -> None:
            received.append(await channel.get())

        tasks: list[asyncio.Task[None]] = []
        for item in range(30):
            # Getters first in half of the rounds: both lines are exercised.
            side = put(item) if chance.random() < 0.5 else get()
            tasks.append(asyncio.create_task(side))
            for _ in range(chance.randint(0, 2)):
                await asyncio.sleep(0)
            if chance.random() < 0.3:
                chance.choice(tasks).cancel()
        await asyncio.sleep(1)  # Virtual time moves only when nothing else can.
        ended_badly = [t for t in tasks if t.done() and not t.cancelled() and t.exception()]
        self.assertEqual(ended_badly, [])
        stats = channel.stats()
        self.assertEqual(stats.getters + stats.putters, sum(not t.done() for t in tasks))
        self.assertFalse(stats.getters and stats.held, "a getter waits beside an item")
        self.assertFalse(stats.putters and stats.held < stats.peak, "a putter waits beside room")
        channel.close()
        received.extend(channel.drain())
        await asyncio.gather(*tasks, return_exceptions=True)
        # Two puts that end in one tick may note themselves in another order than they went in.
        self.assertEqual(sorted(received), sorted(accepted))
        self.assertEqual((channel.stats().held, channel.stats().putters), (0, 0))

    @virtual_time
    async def test_the_capacity_holds_and_items_keep_their_order(self) -> None:
        channel: Channel[int] = Channel(2)

        async def produce() -> None:
            for item in range(10):
                await channel.put(item)
            channel.close()

        async with asyncio.TaskGroup() as group:
            group.create_task(produce())
            await asyncio.sleep(1)
            self.assertEqual((channel.stats().held, channel.stats().putters), (2, 1))
            received = [item async for item in channel]
        self.assertEqual(received, list(range(10)))
        self.assertEqual(channel.stats().peak, 2)

    @virtual_time
    async def test_close_refuses_putters_and_lets_getters_drain(self) -> None:
        channel: Channel[str] = Channel(1)
        await channel.put("kept")
        waiting = asyncio.create_task(channel.put("refused"))
        await asyncio.sleep(0)
        channel.close()
        with self.assertRaises(ChannelClosed):
            await waiting
        with self.assertRaises(ChannelClosed):
            await channel.put("late")
        self.assertEqual([item async for item in channel], ["kept"])
        with self.assertRaises(ChannelClosed):
            await channel.get()

    @virtual_time
    async def test_close_ends_every_waiting_consumer(self) -> None:
        channel: Channel[int] = Channel(1)

        async def consume() -> list[int]:
            return [item async for item in channel]

        async with asyncio.TaskGroup() as group:
            consumers = [group.create_task(consume()) for _ in range(3)]
            await asyncio.sleep(1)
            await channel.put(7)
            channel.close()
        self.assertCountEqual([task.result() for task in consumers], [[7], [], []])

    @virtual_time
    async def test_an_error_reaches_the_consumer_after_the_last_item(self) -> None:
        channel: Channel[int] = Channel(3)
        await channel.put(1)
        cause = OSError("producer broke")
        channel.close(cause)
        channel.close()  # A second close changes nothing.
        received: list[int] = []
        with self.assertRaises(ChannelClosed) as caught:
            async for item in channel:
                received.append(item)
        self.assertEqual(received, [1])
        self.assertIs(caught.exception.__cause__, cause)

    @virtual_time
    async def test_a_cancelled_getter_hands_its_item_to_the_next(self) -> None:
        channel: Channel[int] = Channel(1)
        first = asyncio.create_task(channel.get())
        second = asyncio.create_task(channel.get())
        await asyncio.sleep(0)
        await channel.put(1)
        first.cancel()  # The grant has been made, the item not taken yet.
        self.assertEqual(await second, 1)
        self.assertTrue(first.cancelled())

    @virtual_time
    async def test_a_cancelled_putter_leaves_its_place_to_the_next(self) -> None:
        channel: Channel[str] = Channel(1)
        await channel.put("a")
        first = asyncio.create_task(channel.put("b"))
        second = asyncio.create_task(channel.put("c"))
        await asyncio.sleep(0)
        self.assertEqual(await channel.get(), "a")
        first.cancel()
        await second
        self.assertTrue(first.cancelled())
        self.assertEqual(channel.drain(), ["c"])

    @virtual_time
    async def test_a_new_getter_does_not_overtake_a_waiting_one(self) -> None:
        channel: Channel[int] = Channel(2)
        early = asyncio.create_task(channel.get())
        await asyncio.sleep(0)
        await channel.put(1)
        late = asyncio.create_task(channel.get())
        await channel.put(2)
        self.assertEqual((await early, await late), (1, 2))

    def test_a_capacity_below_one_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "at least 1, received 0"):
            Channel(0)

    @virtual_time
    async def test_draining_makes_room_for_waiting_putters(self) -> None:
        channel: Channel[int] = Channel(1)
        await channel.put(1)
        waiting = asyncio.create_task(channel.put(2))
        await asyncio.sleep(0)
        self.assertEqual(channel.drain(), [1])
        await waiting
        self.assertEqual(channel.drain(), [2])


if __name__ == "__main__":
    unittest.main()
