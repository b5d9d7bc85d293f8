"""Which statements a nightly job sends that must run on one machine only."""

import asyncio

from advisory_lock import try_advisory_lock


class PrintingSession:
    """Stands for a connection with an open transaction; `others` says whether it is taken."""

    def __init__(self, others: bool) -> None:
        self._others = others

    async def fetch_value(self, sql: str, /, *args: object) -> object:
        print(sql, *args)
        return not self._others


async def nightly(session: PrintingSession) -> None:
    if not await try_advisory_lock(session, "nightly-report"):
        print("another machine is at it")
        return
    print("report written")


async def scaffolded() -> None:
    await nightly(PrintingSession(others=False))
    await nightly(PrintingSession(others=True))


if __name__ == "__main__":
    asyncio.run(scaffolded())
