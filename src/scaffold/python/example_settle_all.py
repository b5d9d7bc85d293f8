"""Check five hosts; report each, also when some fail."""

import asyncio

from settle_all import Err, settle_all

LIMIT = 3  # knob: limit


async def check(host: str) -> int:
    await asyncio.sleep(0.001)
    if host.startswith("down"):
        raise ConnectionError(f"{host} refused")
    return 200


async def scaffolded() -> None:
    outcomes = await settle_all(check, ["a", "down-1", "b", "down-2", "c"], limit=LIMIT)
    for outcome in outcomes:
        if isinstance(outcome, Err):
            print(outcome.item, "failed:", outcome.error)
        else:
            print(outcome.item, "answered", outcome.value)


if __name__ == "__main__":
    asyncio.run(scaffolded())
