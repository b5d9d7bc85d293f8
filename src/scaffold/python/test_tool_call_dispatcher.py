"""Tests of tool_call_dispatcher, in virtual time."""

import asyncio
import random
import unittest
from collections.abc import Awaitable, Callable

from task_scope import StrayCancellation
from tool_call_dispatcher import (
    Call,
    Dispatcher,
    DispatcherFull,
    Outcome,
    Resource,
    conflict,
)
from virtual_time import virtual_time


class Track:
    """Makes tools that write their start and end into a log."""

    def __init__(self) -> None:
        self.log: list[str] = []

    def tool(self, name: str, seconds: float = 1) -> Callable[[], Awaitable[str]]:
        async def run() -> str:
            self.log.append(f"{name} starts @{now():g}")
            try:
                await asyncio.sleep(seconds)
            finally:
                self.log.append(f"{name} ends @{now():g}")
            return name.upper()

        return run

    def read(self, name: str, *paths: Resource) -> Call:
        return Call(self.tool(name), reads=paths, writes=())

    def write(self, name: str, *paths: Resource) -> Call:
        return Call(self.tool(name), writes=paths)


def now() -> float:
    return asyncio.get_running_loop().time()


async def stubborn() -> str:
    ends_at = now() + 10
    while now() < ends_at:
        try:
            await asyncio.sleep(ends_at - now())
        except asyncio.CancelledError:
            pass
    return "after all"


A, A_B, A_C, D = ("a",), ("a", "b"), ("a", "c"), ("d",)


class ToolCallDispatcher(unittest.TestCase):
    @virtual_time
    async def test_reads_overlap_and_writes_keep_their_order_per_resource(self) -> None:
        track = Track()
        async with Dispatcher(slots=9, queue_max=99) as dispatcher:
            outcomes = await dispatcher.run(
                [
                    track.read("r1", A_B),
                    track.read("r2", A_B),
                    track.write("w1", A_B),
                    track.write("other", A_C),
                    track.read("r3", A),
                ]
            )
        self.assertEqual(
            track.log,
            [
                *("r1 starts @0", "r2 starts @0", "other starts @0"),
                *("r1 ends @1", "r2 ends @1", "other ends @1"),
                *("w1 starts @1", "w1 ends @2", "r3 starts @2", "r3 ends @3"),
            ],
        )
        self.assertEqual([one.value for one in outcomes], ["R1", "R2", "W1", "OTHER", "R3"])

    @virtual_time
    async def test_a_call_that_declares_nothing_is_a_barrier(self) -> None:
        track = Track()
        async with Dispatcher(slots=9, queue_max=99) as dispatcher:
            await dispatcher.run(
                [track.read("before", A), Call(track.tool("barrier")), track.read("after", D)]
            )
        self.assertEqual(
            [line for line in track.log if "starts" in line],
            ["before starts @0", "barrier starts @1", "after starts @2"],
        )

    @virtual_time
    async def test_equals_running_one_after_the_other(self) -> None:
        for seed in range(100):
            with self.subTest(seed=seed):
                chance = random.Random(seed)
                state: dict[Resource, list[int]] = {A_B: [], A_C: [], D: []}
                seen: dict[int, list[int]] = {}
                serial: dict[Resource, list[int]] = {A_B: [], A_C: [], D: []}
                expected: dict[int, list[int]] = {}
                running = peak = 0
                calls: list[Call] = []
                for number in range(25):
                    path, writes = chance.choice([A_B, A_C, D]), chance.random() < 0.5
                    pause = chance.choice([0, 0.1, 1])

                    async def run(
                        number: int = number,
                        path: Resource = path,
                        writes: bool = writes,
                        pause: float = pause,
                    ) -> None:
                        nonlocal running, peak
                        running += 1
                        peak = max(peak, running)
                        before = list(state[path])
                        await asyncio.sleep(pause)
                        if writes:
                            state[path] = [*before, number]
                        seen[number] = before
                        running -= 1

                    expected[number] = list(serial[path])
                    if writes:
                        serial[path].append(number)
                    calls.append(
                        Call(
                            run, reads=() if writes else (path,), writes=(path,) if writes else ()
                        )
                    )
                async with Dispatcher(slots=4, queue_max=25) as dispatcher:
                    await dispatcher.run(calls)
                self.assertEqual((state, seen), (serial, expected))
                self.assertLessEqual(peak, 4)
                self.assertEqual(dispatcher.stats(), {"live": 0, "running": 0})

    @virtual_time
    async def test_a_call_that_waits_holds_no_slot(self) -> None:
        track = Track()
        async with Dispatcher(slots=2, queue_max=99) as dispatcher:
            await dispatcher.run(
                [track.write(f"w{n}", A) for n in range(3)] + [track.read("free", D)]
            )
        self.assertIn("free starts @0", track.log)

    @virtual_time
    async def test_failures_are_isolated(self) -> None:
        async def broken() -> None:
            raise OSError("disk")

        async def cancelled_within() -> None:
            raise asyncio.CancelledError

        async with Dispatcher(slots=2, queue_max=9) as dispatcher:
            one, two, three = await dispatcher.run(
                [
                    Call(broken, writes=(A,)),
                    Call(cancelled_within, writes=(A,)),
                    Track().write("fine", A),
                ]
            )
        self.assertEqual((one.status, repr(one.error)), ("failed", "OSError('disk')"))
        self.assertEqual(two.status, "failed")
        self.assertIsInstance(two.error, StrayCancellation)
        self.assertEqual(three, Outcome("ok", "FINE"))

    @virtual_time
    async def test_a_slow_write_is_unknown_at_the_deadline_and_keeps_its_resources(self) -> None:
        track = Track()
        async with Dispatcher(slots=9, queue_max=99) as dispatcher:
            slow = Call(stubborn, writes=(A,), timeout=2)
            batch = [slow, track.write("next", A), track.write("last", A)]
            behind = asyncio.create_task(dispatcher.run(batch))
            await asyncio.sleep(3)
            self.assertEqual(dispatcher.stats(), {"live": 3, "running": 1})
            self.assertEqual(track.log, [])
            outcomes = await behind
        self.assertEqual([one.status for one in outcomes], ["unknown", "ok", "ok"])
        self.assertEqual(track.log[:2], ["next starts @10", "next ends @11"])

    @virtual_time
    async def test_a_slow_read_times_out_and_is_cancelled(self) -> None:
        track = Track()
        async with Dispatcher(slots=1, queue_max=9) as dispatcher:
            slow = Call(track.tool("slow", 60), reads=(A,), writes=(), timeout=2)
            self.assertEqual(await dispatcher.run([slow]), [Outcome("timed-out")])
        self.assertEqual(track.log, ["slow starts @0", "slow ends @2"])

    @virtual_time
    async def test_when_the_caller_leaves_nothing_more_starts(self) -> None:
        track = Track()
        async with Dispatcher(slots=9, queue_max=99) as dispatcher:
            batch = [Call(stubborn, writes=(A,)), track.write("never", A)]
            caller = asyncio.create_task(dispatcher.run(batch))
            await asyncio.sleep(1)
            caller.cancel()
            await asyncio.wait([caller])
            await dispatcher.run([track.write("later", A)])
        self.assertTrue(caller.cancelled())
        self.assertEqual(track.log, ["later starts @10", "later ends @11"])

    @virtual_time
    async def test_when_the_caller_leaves_what_runs_is_asked_to_stop(self) -> None:
        track = Track()
        async with Dispatcher(slots=9, queue_max=99) as dispatcher:
            running = Call(track.tool("running", 60), writes=(A,))
            caller = asyncio.create_task(dispatcher.run([running]))
            await asyncio.sleep(1)
            caller.cancel()
            await asyncio.wait([caller])
        self.assertEqual(track.log, ["running starts @0", "running ends @1"])

    @virtual_time
    async def test_when_the_dispatcher_ends_nobody_waits_for_it_any_more(self) -> None:
        callers: list[asyncio.Task[list[Outcome]]] = []
        with self.assertRaisesRegex(KeyError, "body"):
            async with Dispatcher(slots=1, queue_max=9) as dispatcher:
                batch = [Track().write("w1", A), Track().write("w2", A)]
                callers.append(asyncio.create_task(dispatcher.run(batch)))
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                raise KeyError("body")
        await asyncio.wait(callers)
        self.assertTrue(callers[0].cancelled())

    def test_wrong_bounds_are_refused(self) -> None:
        for slots, queue_max in ((0, 5), (3, 2)):
            with self.assertRaisesRegex(ValueError, "needs 1 <= slots <= queue_max"):
                Dispatcher(slots=slots, queue_max=queue_max)
        Dispatcher(slots=1, queue_max=1)

    @virtual_time
    async def test_a_batch_that_does_not_fit_is_refused_whole(self) -> None:
        track = Track()
        async with Dispatcher(slots=1, queue_max=3) as dispatcher:
            first = asyncio.create_task(dispatcher.run([track.write("w", A)]))
            await asyncio.sleep(0)
            with self.assertRaisesRegex(DispatcherFull, "1 calls are live, at most 3"):
                await dispatcher.run([track.read(f"r{n}", D) for n in range(3)])
            await dispatcher.run([track.read(f"r{n}", D) for n in range(2)])
            await first
        self.assertEqual(sum("starts" in line for line in track.log), 3)

    def test_a_parent_covers_its_children_and_nothing_else(self) -> None:
        track = Track()
        for one, other, expected in (
            (track.write("", A), track.read("", A_B), True),
            (track.write("", A_B), track.read("", A), True),
            (track.write("", A_B), track.write("", A_C), False),
            (track.read("", A), track.read("", A), False),
            (track.write("", ()), track.read("", D), True),
            (track.write("", ("ab",)), track.read("", A), False),
        ):
            with self.subTest(one=one, other=other):
                self.assertEqual(conflict(one, other), expected)


if __name__ == "__main__":
    unittest.main()
