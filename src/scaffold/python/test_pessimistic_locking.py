"""Tests of pessimistic_locking against a scripted driver, in virtual time.

The locks themselves are PostgreSQL's. Run the pattern against a real server before you rely on it.
"""

import asyncio
import unittest
from collections.abc import Awaitable, Callable

from pessimistic_locking import in_transaction, lock_rows, sqlstate
from virtual_time import virtual_time


class DriverError(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.sqlstate = code


class Script:
    """A pool of one connection; `faults` maps a statement to what happens, one per call."""

    def __init__(self, **faults: list[Exception | float | None]) -> None:
        self.log: list[str] = []
        self._faults = faults

    async def acquire(self) -> "Script":
        self.log.append("acquire")
        return self

    async def release(self, session: "Script", *, broken: bool) -> None:
        self.log.append("release broken" if broken else "release")

    async def execute(self, sql: str) -> None:
        self.log.append(sql)
        faults = self._faults.get(sql.split()[0])
        fault = faults.pop(0) if faults else None
        if isinstance(fault, Exception):
            raise fault
        await asyncio.sleep(fault or 0)


BEGIN = ["acquire", "BEGIN ISOLATION LEVEL READ COMMITTED", "SET LOCAL lock_timeout = 2000"]


async def work(session: Script) -> str:
    await session.execute("work")
    return "result"


def no_sleep(delays: list[float]) -> Callable[[float], Awaitable[None]]:
    async def sleep(seconds: float) -> None:
        delays.append(round(seconds, 6))

    return sleep


class PessimisticLocking(unittest.TestCase):
    @virtual_time
    async def test_statements_run_in_order_on_one_connection(self) -> None:
        pool = Script()
        self.assertEqual(await in_transaction(pool, work), "result")
        self.assertEqual(pool.log, [*BEGIN, "work", "COMMIT", "release"])

    @virtual_time
    async def test_the_isolation_and_the_lock_timeout_are_the_callers(self) -> None:
        pool = Script()
        await in_transaction(pool, work, isolation="SERIALIZABLE", lock_timeout_ms=50)
        self.assertEqual(
            pool.log[1:3], ["BEGIN ISOLATION LEVEL SERIALIZABLE", "SET LOCAL lock_timeout = 50"]
        )

    @virtual_time
    async def test_the_whole_transaction_is_redone_on_the_three_codes(self) -> None:
        for code in ("40001", "40P01", "55P03"):
            with self.subTest(code=code):
                pool, delays = Script(work=[DriverError(code), DriverError(code)]), list[float]()
                result = await in_transaction(
                    pool, work, base=0.1, sleep=no_sleep(delays), jitter=lambda: 1.0
                )
                failed = [*BEGIN, "work", "ROLLBACK", "release"]
                self.assertEqual(result, "result")
                self.assertEqual(
                    pool.log, [*failed, *failed, *BEGIN, "work", "COMMIT", "release"]
                )
                self.assertEqual(delays, [0.1, 0.2])

    @virtual_time
    async def test_a_failed_commit_is_redone_too(self) -> None:
        pool = Script(COMMIT=[DriverError("40001")])
        self.assertEqual(await in_transaction(pool, work, sleep=no_sleep([])), "result")
        self.assertEqual(pool.log.count("work"), 2)

    @virtual_time
    async def test_attempts_are_bounded(self) -> None:
        pool = Script(work=[DriverError("40P01") for _ in range(9)])
        with self.assertRaisesRegex(DriverError, "40P01"):
            await in_transaction(pool, work, attempts=3, sleep=no_sleep([]))
        self.assertEqual(pool.log.count("work"), 3)
        self.assertEqual(pool.log.count("release"), 3)

    @virtual_time
    async def test_any_other_error_rolls_back_once_and_passes_through(self) -> None:
        for error in (DriverError("23505"), LookupError("mine")):
            with self.subTest(error=error):
                pool = Script(work=[error])
                with self.assertRaises(type(error)) as caught:
                    await in_transaction(pool, work)
                self.assertIs(caught.exception, error)
                self.assertEqual(pool.log, [*BEGIN, "work", "ROLLBACK", "release"])

    @virtual_time
    async def test_a_connection_that_cannot_roll_back_is_broken(self) -> None:
        for rollback in (DriverError("08006"), 60.0):  # It fails, or it hangs.
            with self.subTest(rollback=rollback):
                pool = Script(work=[LookupError()], ROLLBACK=[rollback])
                with self.assertRaises(LookupError):
                    await in_transaction(pool, work)
                self.assertEqual(pool.log[-2:], ["ROLLBACK", "release broken"])

    @virtual_time
    async def test_a_cancellation_rolls_back_and_passes_through(self) -> None:
        pool = Script(work=[60.0])
        task = asyncio.create_task(in_transaction(pool, work))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait([task])
        self.assertTrue(task.cancelled())
        self.assertEqual(pool.log, [*BEGIN, "work", "ROLLBACK", "release"])

    @virtual_time
    async def test_a_second_cancellation_during_the_rollback_breaks_the_connection(self) -> None:
        pool = Script(work=[60.0], ROLLBACK=[60.0])
        task = asyncio.create_task(in_transaction(pool, work))
        for _ in range(2):
            await asyncio.sleep(1)
            task.cancel()
        await asyncio.wait([task])
        self.assertTrue(task.cancelled())
        self.assertEqual(pool.log[-2:], ["ROLLBACK", "release broken"])

    def test_names_that_are_no_identifiers_are_refused(self) -> None:
        self.assertEqual(
            lock_rows("account"),
            'SELECT * FROM "account" WHERE "id" = ANY($1) ORDER BY "id" FOR UPDATE',
        )
        for name in ('a"; DROP TABLE b', "", "1a", "a b", "é"):
            with self.assertRaisesRegex(ValueError, "not a plain identifier"):
                lock_rows("account", name)

    def test_the_code_of_an_error_is_found_whatever_the_driver_calls_it(self) -> None:
        older = LookupError()
        setattr(older, "pgcode", "40001")
        self.assertEqual(sqlstate(older), "40001")
        self.assertEqual(sqlstate(DriverError("40P01")), "40P01")
        self.assertIsNone(sqlstate(LookupError()))

    @virtual_time
    async def test_wrong_limits_are_refused(self) -> None:
        once = await in_transaction(Script(), work, attempts=1, lock_timeout_ms=1)
        self.assertEqual(once, "result")
        with self.assertRaisesRegex(ValueError, "needs attempts >= 1"):
            await in_transaction(Script(), work, attempts=0)
        with self.assertRaisesRegex(ValueError, "lock_timeout_ms >= 1, received 5, 0"):
            await in_transaction(Script(), work, lock_timeout_ms=0)


if __name__ == "__main__":
    unittest.main()
