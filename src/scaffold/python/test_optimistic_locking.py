"""Tests of optimistic_locking: SQLite for the statements, virtual time for the competition."""

import asyncio
import random
import sqlite3
import unittest
from collections.abc import Awaitable, Callable

from optimistic_locking import Conflict, update_versioned
from virtual_time import virtual_time


class Account:
    """One row, reached through statements that each take a random moment."""

    def __init__(self, seed: int = 0) -> None:
        self._chance = random.Random(seed)
        self._db = sqlite3.connect(":memory:", isolation_level=None)
        self._db.execute("CREATE TABLE account (id INTEGER PRIMARY KEY, n, version)")
        self._db.execute("INSERT INTO account VALUES (1, 0, 0)")

    async def read(self) -> tuple[int, int]:
        await self._travel()
        row: tuple[int, int] = self._db.execute("SELECT n, version FROM account").fetchone()
        await self._travel()
        return row

    async def write(self, value: int, version: int) -> int:
        await self._travel()
        return self._db.execute(
            "UPDATE account SET n = ?, version = version + 1 WHERE id = 1 AND version = ?",
            (value, version),
        ).rowcount

    async def write_blindly(self, value: int, _version: int) -> int:
        await self._travel()
        return self._db.execute("UPDATE account SET n = ? WHERE id = 1", (value,)).rowcount

    def close(self) -> None:
        self._db.close()

    async def _travel(self) -> None:
        await asyncio.sleep(self._chance.choice([0, 0.001, 0.002]))


def recorder(delays: list[float]) -> Callable[[float], Awaitable[None]]:
    async def sleep(seconds: float) -> None:
        delays.append(round(seconds, 6))

    return sleep


def add_one(value: int) -> int:
    return value + 1


async def always_late(_value: int, _version: int) -> int:
    return 0


class OptimisticLocking(unittest.TestCase):
    @virtual_time
    async def test_no_update_is_lost_with_it_and_most_are_without(self) -> None:
        for seed in range(20):
            with self.subTest(seed=seed):
                account, chance = Account(seed), random.Random(seed)
                async with asyncio.TaskGroup() as group:
                    for _ in range(10):
                        group.create_task(
                            update_versioned(
                                account.read,
                                account.write,
                                add_one,
                                attempts=100,
                                jitter=chance.random,
                            )
                        )
                self.assertEqual(await account.read(), (10, 10))
                account.close()
                account = Account(seed)
                async with asyncio.TaskGroup() as group:
                    for _ in range(10):
                        group.create_task(
                            update_versioned(account.read, account.write_blindly, add_one)
                        )
                self.assertLess((await account.read())[0], 10)
                account.close()

    @virtual_time
    async def test_after_a_conflict_the_change_sees_the_new_value(self) -> None:
        values = iter([(5, 1), (8, 2)])
        seen: list[int] = []

        async def read() -> tuple[int, int]:
            return next(values)

        async def write(_value: int, version: int) -> int:
            return 1 if version == 2 else 0

        def change(value: int) -> int:
            seen.append(value)
            return value * 10

        self.assertEqual(await update_versioned(read, write, change), 80)
        self.assertEqual(seen, [5, 8])

    @virtual_time
    async def test_attempts_and_delays_are_bounded(self) -> None:
        account, delays = Account(), list[float]()
        with self.assertRaisesRegex(Conflict, "gave up after 5 attempts"):
            await update_versioned(
                account.read,
                always_late,
                add_one,
                attempts=5,
                base=0.1,
                cap=0.3,
                sleep=recorder(delays),
                jitter=lambda: 1.0,
            )
        self.assertEqual(delays, [0.1, 0.2, 0.3, 0.3])
        self.assertEqual(await account.read(), (0, 0))
        account.close()

    @virtual_time
    async def test_a_key_that_is_not_unique_and_no_attempts_are_refused(self) -> None:
        account = Account()

        async def two_rows(_value: int, _version: int) -> int:
            return 2

        with self.assertRaisesRegex(RuntimeError, "changed 2 rows"):
            await update_versioned(account.read, two_rows, add_one)
        once = await update_versioned(account.read, account.write, add_one, attempts=1)
        self.assertEqual(once, 1)
        with self.assertRaisesRegex(ValueError, "at least 1, received 0"):
            await update_versioned(account.read, account.write, add_one, attempts=0)
        account.close()

    @virtual_time
    async def test_a_cancellation_ends_the_loop(self) -> None:
        account = Account()
        task = asyncio.create_task(
            update_versioned(account.read, always_late, add_one, attempts=10**6)
        )
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait([task])
        self.assertTrue(task.cancelled())
        account.close()


if __name__ == "__main__":
    unittest.main()
