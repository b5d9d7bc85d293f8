"""A service that answers 503 twice, with tenacity."""

import asyncio

from retry import retry

LIMIT = 4  # knob: limit
TIMEOUT_MS = 5000  # knob: timeoutMs


async def scaffolded() -> None:
    replies: list[ConnectionError | str] = [ConnectionError("503"), ConnectionError("503"), "hello"]

    async def call() -> str:
        reply = replies.pop(0)
        if isinstance(reply, ConnectionError):
            raise reply
        return reply

    print(
        await retry(
            call,
            retryable=lambda error: isinstance(error, (ConnectionError, TimeoutError)),
            attempts=LIMIT,
            base=0.01,
            cap=1,
            attempt_timeout=TIMEOUT_MS / 1000,
            deadline=20,
        )
    )


if __name__ == "__main__":
    asyncio.run(scaffolded())
