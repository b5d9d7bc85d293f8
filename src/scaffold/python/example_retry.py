"""A service that answers 503 twice, once with Retry-After."""

import asyncio

from retry import RetryPolicy, retry

LIMIT = 4  # knob: limit
TIMEOUT_MS = 5000  # knob: timeoutMs


class Unavailable(Exception):
    def __init__(self, retry_after: float | None) -> None:
        super().__init__("503 Service Unavailable")
        self.retry_after = retry_after


async def scaffolded() -> None:
    replies: list[Unavailable | str] = [Unavailable(0.02), Unavailable(None), "hello"]

    async def call() -> str:
        reply = replies.pop(0)
        if isinstance(reply, Unavailable):
            raise reply
        return reply

    answer = await retry(
        call,
        policy=RetryPolicy(
            attempts=LIMIT, base=0.01, cap=1, attempt_timeout=TIMEOUT_MS / 1000, deadline=20
        ),
        retryable=lambda error: isinstance(error, (Unavailable, TimeoutError)),
        retry_after=lambda error: error.retry_after if isinstance(error, Unavailable) else None,
    )
    print(answer)


if __name__ == "__main__":
    asyncio.run(scaffolded())
