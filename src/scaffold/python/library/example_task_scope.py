"""A page built from two sources, with a time limit, with anyio."""

import anyio
from task_scope import TaskScope

TIMEOUT_MS = 1000  # knob: timeoutMs


async def load(name: str) -> str:
    await anyio.sleep(0.001)
    return f"<{name}>"


async def scaffolded() -> None:
    with anyio.fail_after(TIMEOUT_MS / 1000):
        async with TaskScope() as scope:
            head = scope.spawn(lambda: load("header"))
            rest = scope.spawn(lambda: load("body"))
    print(head.result() + rest.result())


if __name__ == "__main__":
    anyio.run(scaffolded)
