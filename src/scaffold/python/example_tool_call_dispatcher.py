"""One turn of an agent: two reads together, then the edit, then the read that must see it."""

import asyncio

from tool_call_dispatcher import Call, Dispatcher

FILES = {"a.txt": "old", "b.txt": "text"}


async def read(name: str) -> str:
    await asyncio.sleep(0.001)
    return FILES[name]


async def edit(name: str, text: str) -> None:
    await asyncio.sleep(0.001)
    FILES[name] = text


async def scaffolded() -> None:
    a, b = ("repo", "a.txt"), ("repo", "b.txt")
    calls = [
        Call(lambda: read("a.txt"), reads=(a,), writes=()),
        Call(lambda: read("b.txt"), reads=(b,), writes=(), timeout=1),
        Call(lambda: edit("a.txt", "new"), writes=(a,)),
        Call(lambda: read("a.txt"), reads=(a,), writes=()),
        Call(lambda: read("missing.txt"), reads=(("repo",),), writes=()),
    ]
    async with Dispatcher(slots=4, queue_max=100) as dispatcher:
        for outcome in await dispatcher.run(calls):
            print(outcome.status, outcome.value, repr(outcome.error))


if __name__ == "__main__":
    asyncio.run(scaffolded())
