"""Tests of first_wins, in virtual time."""

import asyncio
import unittest
from collections.abc import Awaitable, Callable

from first_wins import first_wins
from virtual_time import virtual_time


class Course:
    """Records when each attempt starts and that each one cleans up."""

    def __init__(self) -> None:
        self.log: list[str] = []

    def attempt(
        self, name: str, seconds: float, error: Exception | None = None
    ) -> Callable[[], Awaitable[str]]:
        async def run() -> str:
            self.log.append(f"{name} starts @{now():g}")
            try:
                await asyncio.sleep(seconds)
            except asyncio.CancelledError:
                await asyncio.sleep(0.25)
                self.log.append(f"{name} cleaned @{now():g}")
                raise
            if error is not None:
                raise error
            return name

        return run


def now() -> float:
    return asyncio.get_running_loop().time()


class FirstWins(unittest.TestCase):
    @virtual_time
    async def test_the_first_success_wins_and_losers_have_cleaned_up(self) -> None:
        course = Course()
        winner = await first_wins(
            [course.attempt("slow", 9), course.attempt("quick", 1), course.attempt("slower", 99)]
        )
        self.assertEqual(winner, "quick")
        self.assertEqual(now(), 1.25)
        self.assertEqual(course.log[:3], ["slow starts @0", "quick starts @0", "slower starts @0"])
        self.assertCountEqual(course.log[3:], ["slow cleaned @1.25", "slower cleaned @1.25"])

    @virtual_time
    async def test_a_failure_does_not_win(self) -> None:
        course = Course()
        winner = await first_wins(
            [course.attempt("broken", 0.5, OSError()), course.attempt("sound", 1)]
        )
        self.assertEqual(winner, "sound")

    @virtual_time
    async def test_when_all_fail_the_errors_are_in_order(self) -> None:
        course = Course()
        with self.assertRaises(ExceptionGroup) as caught:
            await first_wins(
                [course.attempt("a", 2, OSError("a")), course.attempt("b", 1, OSError("b"))]
            )
        self.assertEqual([str(error) for error in caught.exception.exceptions], ["a", "b"])

    @virtual_time
    async def test_a_hedge_starts_when_due_and_the_rest_never(self) -> None:
        course = Course()
        winner = await first_wins(
            [course.attempt("slow", 9), course.attempt("backup", 1), course.attempt("third", 1)],
            stagger=2,
        )
        self.assertEqual(winner, "backup")
        self.assertEqual(
            course.log, ["slow starts @0", "backup starts @2", "slow cleaned @3.25"]
        )

    @virtual_time
    async def test_a_failure_starts_the_next_attempt_early(self) -> None:
        course = Course()
        winner = await first_wins(
            [course.attempt("broken", 0.5, OSError()), course.attempt("backup", 1)], stagger=60
        )
        self.assertEqual(winner, "backup")
        self.assertEqual(course.log, ["broken starts @0", "backup starts @0.5"])

    @virtual_time
    async def test_a_cancellation_from_outside_stops_all_attempts(self) -> None:
        course = Course()
        race = asyncio.create_task(
            first_wins([course.attempt("a", 60), course.attempt("b", 60)], stagger=0.5)
        )
        await asyncio.sleep(1)
        race.cancel()
        await asyncio.wait([race])
        self.assertTrue(race.cancelled())
        self.assertCountEqual(course.log[2:], ["a cleaned @1.25", "b cleaned @1.25"])

    @virtual_time
    async def test_nothing_to_race_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "received 0, 0"):
            await first_wins([])
        with self.assertRaisesRegex(ValueError, "received 1, -1"):
            await first_wins([Course().attempt("a", 1)], stagger=-1)

    @virtual_time
    async def test_one_failure_starts_one_attempt_and_not_all(self) -> None:
        course = Course()
        winner = await first_wins(
            [
                course.attempt("broken", 1, OSError()),
                course.attempt("slow", 60),
                course.attempt("backup", 2),
            ],
            stagger=10,
        )
        self.assertEqual(winner, "backup")
        self.assertEqual(
            course.log[:3], ["broken starts @0", "slow starts @1", "backup starts @11"]
        )


if __name__ == "__main__":
    unittest.main()
