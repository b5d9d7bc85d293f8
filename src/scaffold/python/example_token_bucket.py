"""Ten calls at 500 a second with a burst of four."""

import asyncio

from token_bucket import TokenBucket

LIMIT = 500  # knob: limit


async def scaffolded() -> None:
    limiter = TokenBucket(rate=LIMIT, burst=4)
    loop = asyncio.get_running_loop()
    started = loop.time()
    for number in range(10):
        await limiter.take()
        print(f"call {number} after {(loop.time() - started) * 1000:.0f} ms")


if __name__ == "__main__":
    asyncio.run(scaffolded())
