"""A page built from two sources: if one fails, the other is stopped and the error is plain."""

import asyncio

from task_scope import TaskScope

TIMEOUT_MS = 1000  # knob: timeoutMs


async def load(name: str, seconds: float) -> str:
    await asyncio.sleep(seconds)
    if name == "broken":
        raise ConnectionError(f"{name} did not answer")
    return f"<{name}>"


async def page(first: str, second: str) -> str:
    scope = TaskScope()
    # signalbox-allow timeout-without-await: the scope waits for its tasks at its end
    async with asyncio.timeout(TIMEOUT_MS / 1000), scope:
        head = scope.spawn(load(first, 0.001))
        rest = scope.spawn(load(second, 0.002))
    return head.result() + rest.result()


async def scaffolded() -> None:
    print(await page("header", "body"))
    try:
        await page("header", "broken")
    except ConnectionError as error:
        print("no page:", error)


if __name__ == "__main__":
    asyncio.run(scaffolded())
