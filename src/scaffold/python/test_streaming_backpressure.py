"""Tests of streaming_backpressure: virtual time, and one real pair of sockets."""

import asyncio
import socket
import unittest
from collections.abc import AsyncGenerator

from streaming_backpressure import copy_stream, read_ahead
from virtual_time import virtual_time


class Source:
    """Counts what was asked of it and whether it was closed."""

    def __init__(self, length: int = 1_000_000, fail_at: int = -1) -> None:
        self.asked = 0
        self.closed = False
        self._length = length
        self._fail_at = fail_at

    async def items(self) -> AsyncGenerator[int, None]:
        try:
            for n in range(self._length):
                self.asked += 1
                if n == self._fail_at:
                    raise OSError("source broke")
                await asyncio.sleep(0.1)
                yield n
        finally:
            self.closed = True


class StreamingBackpressure(unittest.TestCase):
    @virtual_time
    async def test_a_stalled_consumer_stalls_the_source(self) -> None:
        source = Source()
        async with read_ahead(source.items(), capacity=4) as items:
            await asyncio.sleep(100)
            self.assertEqual(source.asked, 4)
            self.assertEqual(await anext(items), 0)
            await asyncio.sleep(100)
            self.assertEqual(source.asked, 5)
        self.assertTrue(source.closed)

    @virtual_time
    async def test_items_arrive_in_order_and_reading_overlaps(self) -> None:
        loop = asyncio.get_running_loop()
        received: list[int] = []
        async with read_ahead(Source(10).items(), capacity=2) as items:
            async for item in items:
                await asyncio.sleep(0.1)
                received.append(item)
        self.assertEqual(received, list(range(10)))
        self.assertAlmostEqual(loop.time(), 1.1)  # One after the other it would be 2.0.

    @virtual_time
    async def test_an_error_arrives_after_the_items_before_it(self) -> None:
        received: list[int] = []
        source = Source(fail_at=3)
        with self.assertRaisesRegex(OSError, "source broke"):
            async with read_ahead(source.items(), capacity=8) as items:
                await asyncio.sleep(10)
                async for item in items:
                    received.append(item)
        self.assertEqual(received, [0, 1, 2])

    @virtual_time
    async def test_leaving_early_closes_the_source_first(self) -> None:
        source = Source()
        async with read_ahead(source.items(), capacity=1) as items:
            async for _ in items:
                break
        self.assertTrue(source.closed)
        with self.assertRaisesRegex(KeyError, "consumer"):
            source = Source()
            async with read_ahead(source.items(), capacity=2) as items:
                await anext(items)
                raise KeyError("consumer")
        self.assertTrue(source.closed)

    @virtual_time
    async def test_a_cancellation_from_outside_closes_the_source(self) -> None:
        source = Source()

        async def consume() -> None:
            async with read_ahead(source.items(), capacity=2) as items:
                async for _ in items:
                    await asyncio.sleep(1)

        task = asyncio.create_task(consume())
        await asyncio.sleep(5)
        task.cancel()
        await asyncio.wait([task])
        self.assertTrue(task.cancelled() and source.closed)

    @virtual_time
    async def test_a_capacity_below_one_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "at least 1, received 0"):
            async with read_ahead(Source().items(), capacity=0):
                self.fail("entered")


class CopyStream(unittest.IsolatedAsyncioTestCase):
    async def test_a_reader_that_stands_still_holds_the_source(self) -> None:
        left, right = socket.socketpair()
        reader, reader_end = await asyncio.open_connection(sock=left, limit=1024)
        _, writer = await asyncio.open_connection(sock=right)
        writer.transport.set_write_buffer_limits(high=4096)
        chunk, chunks, sent, peak = b"x" * 1024, 2000, 0, 0

        async def source() -> AsyncGenerator[bytes, None]:
            nonlocal sent, peak
            for _ in range(chunks):
                peak = max(peak, writer.transport.get_write_buffer_size())
                sent += 1
                yield chunk

        copying = asyncio.create_task(copy_stream(source(), writer))
        while True:  # Until nothing moves any more: the reader has not read a byte.
            before = sent
            for _ in range(50):
                await asyncio.sleep(0)
            if sent == before:
                break
        self.assertLess(sent, chunks)
        received = 0
        while received < chunks * len(chunk):
            received += len(await reader.read(65536))
        self.assertEqual(await copying, chunks * len(chunk))
        self.assertLessEqual(peak, 4096 + len(chunk))
        for end in (writer, reader_end):
            end.close()
            await end.wait_closed()


if __name__ == "__main__":
    unittest.main()
