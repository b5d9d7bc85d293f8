"""Ask a replica; after 5 ms without an answer ask a second one too."""

import asyncio

from first_wins import first_wins


async def ask(replica: str, seconds: float) -> str:
    await asyncio.sleep(seconds)
    return f"answer of {replica}"


async def scaffolded() -> None:
    answer = await first_wins(
        [lambda: ask("east", 5.0), lambda: ask("west", 0.001)], stagger=0.005
    )
    print(answer)


if __name__ == "__main__":
    asyncio.run(scaffolded())
