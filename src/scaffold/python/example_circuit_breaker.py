"""A service that is down for a while: after three failures it is left alone, then probed."""

import asyncio

from circuit_breaker import BreakerPolicy, CircuitBreaker, CircuitOpen

TIMEOUT_MS = 1000  # knob: timeoutMs


async def scaffolded() -> None:
    down = True
    breaker = CircuitBreaker(
        BreakerPolicy(
            failure_rate=0.5, min_calls=3, window=1, open_for=0.02, timeout=TIMEOUT_MS / 1000
        )
    )

    async def ask() -> str:
        if down:
            raise ConnectionError("refused")
        return "answer"

    for number in range(8):
        try:
            print(number, await breaker.call(ask))
        except CircuitOpen as refused:
            down = False
            await asyncio.sleep(refused.retry_after)
        except ConnectionError as error:
            print(number, "failed:", error)
    print(breaker.stats())


if __name__ == "__main__":
    asyncio.run(scaffolded())
