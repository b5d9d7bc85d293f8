"""A nightly job that must run on one machine only. DATABASE_URL names the PostgreSQL."""

import asyncio
import os

from advisory_lock import advisory_lock
from psycopg import AsyncConnection

URL = os.environ["DATABASE_URL"]


async def scaffolded() -> None:
    async with await AsyncConnection.connect(URL) as one, await AsyncConnection.connect(URL) as two:
        async with advisory_lock(one, "nightly"), advisory_lock(two, "nightly", wait=False) as mine:
            print("the second machine", "runs too" if mine else "has nothing to do")


if __name__ == "__main__":
    asyncio.run(scaffolded())
