"""Six calls where the service allows three in any 20 ms, with pyrate-limiter."""

import asyncio

from sliding_window import SlidingWindow

LIMIT = 3  # knob: limit


async def scaffolded() -> None:
    window = SlidingWindow(limit=LIMIT, window=0.02)
    loop = asyncio.get_running_loop()
    started = loop.time()
    for number in range(6):
        await window.start()
        print(f"call {number} after {(loop.time() - started) * 1000:.0f} ms")


if __name__ == "__main__":
    asyncio.run(scaffolded())
