"""Tool-call dispatcher: run calls as parallel as is safe, with the effect of one after the other.

Every call declares what it reads and writes: paths in a tree of resources, where a parent covers
its children and () covers everything. Two calls conflict when one of them writes and a path of
one lies at, above or below a path of the other. A call waits for the earlier calls it conflicts
with, and only then for one of the slots; so nobody holds a slot while waiting, nothing can
deadlock, and conflicting calls run in the order they came. (Calvin, SIGMOD 2012, orders its
transactions in the same way.)

Invariants the test proves:
- conflicting calls never overlap and keep their order; the others overlap, up to `slots` at once
- a call that declares nothing is a barrier: it waits for all before it, and all wait for it
- outcomes come back in the order of the calls, and one failure never hides another outcome
- a call that is too slow gets its outcome at the deadline, but keeps its slot and its resources
  until it has really ended; for a write the outcome is "unknown", never "failed"
- when the caller is cancelled, what has not started never starts; what runs keeps its resources
- a batch that does not fit the queue is refused as a whole

Pitfalls:
- Resolve names first: two spellings of one path are two resources.
- Declare too much rather than too little; what is unknown writes ().
- Do not retry a write whose outcome is unknown, unless it is idempotent.
- A tool that ignores its cancellation blocks its resources for as long as it runs.
- A tool that dispatches to the same dispatcher and waits for the answer can wait for itself.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal

from task_scope import TaskScope, without_stray_cancellation

Resource = tuple[str, ...]
EVERYTHING: Resource = ()


@dataclass(frozen=True)
class Call:
    """One tool call. `timeout` is in seconds, from its start to its outcome; None is for ever."""

    run: Callable[[], Awaitable[Any]]
    reads: tuple[Resource, ...] = ()
    writes: tuple[Resource, ...] = (EVERYTHING,)
    timeout: float | None = None


@dataclass(frozen=True)
class Outcome:
    """How a call ended. "timed-out" is a read, "unknown" a write that may still take effect."""

    status: Literal["ok", "failed", "timed-out", "unknown"]
    value: Any = None
    error: Exception | None = None


class DispatcherFull(Exception):
    """The batch was refused as a whole; nothing of it has started."""


class _Entry:
    def __init__(self, call: Call, earlier: Iterable["_Entry"]) -> None:
        self.call = call
        self.outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.settled = asyncio.Event()
        self.waits_for = [entry.settled for entry in earlier if conflict(entry.call, call)]
        self.conductor: asyncio.Task[None] | None = None
        self.work: asyncio.Task[Outcome] | None = None


def conflict(one: Call, other: Call) -> bool:
    """Whether the order of the two calls matters."""
    return (
        _touch(one.writes, other.writes)
        or _touch(one.writes, other.reads)
        or _touch(one.reads, other.writes)
    )


class Dispatcher:
    """`async with Dispatcher(slots=4, queue_max=100) as dispatcher: await dispatcher.run(calls)`.

    The block ends when every call has ended, also those that timed out.
    """

    def __init__(self, *, slots: int, queue_max: int) -> None:
        """`slots` calls run at once, 1 or more; `queue_max` calls are known in all."""
        if slots < 1 or queue_max < slots:
            raise ValueError(f"needs 1 <= slots <= queue_max, received {slots}, {queue_max}")
        self._slots = asyncio.Semaphore(slots)
        self._queue_max = queue_max
        self._live: list[_Entry] = []  # In the order of arrival.
        self._scope = TaskScope()

    def stats(self) -> dict[str, int]:
        """Calls that are known, and those of them that run."""
        running = sum(entry.work is not None for entry in self._live)
        return {"live": len(self._live), "running": running}

    async def run(self, calls: Sequence[Call]) -> list[Outcome]:
        """Run the calls and return their outcomes in the same order; raises only DispatcherFull."""
        if len(self._live) + len(calls) > self._queue_max:
            raise DispatcherFull(f"{len(self._live)} calls are live, at most {self._queue_max}")
        entries: list[_Entry] = []
        # No await in this loop: all calls of a batch enter the queues in one step.
        for call in calls:
            entry = _Entry(call, self._live)
            self._live.append(entry)
            entry.conductor = self._scope.spawn(self._conduct(entry))
            entries.append(entry)
        try:
            return [await entry.outcome for entry in entries]
        except asyncio.CancelledError:
            for entry in entries:
                _abandon(entry)
            raise

    async def _conduct(self, entry: _Entry) -> None:
        try:
            for settled in entry.waits_for:
                await settled.wait()
            async with self._slots:
                entry.work = self._scope.spawn(_outcome(entry.call))
                done, _ = await asyncio.wait([entry.work], timeout=entry.call.timeout)
                if not done:
                    entry.work.cancel()
                    _tell(entry, Outcome("unknown" if entry.call.writes else "timed-out"))
                    await asyncio.wait([entry.work])  # It keeps slot and resources until then.
                elif not entry.work.cancelled():
                    _tell(entry, entry.work.result())
        finally:
            self._live.remove(entry)
            entry.settled.set()
            entry.outcome.cancel()

    async def __aenter__(self) -> "Dispatcher":
        await self._scope.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        return await self._scope.__aexit__(kind, error, traceback)


async def _outcome(call: Call) -> Outcome:
    try:
        return Outcome("ok", value=await without_stray_cancellation(call.run()))
    except Exception as error:
        return Outcome("failed", error=error)


def _tell(entry: _Entry, outcome: Outcome) -> None:
    if not entry.outcome.done():
        entry.outcome.set_result(outcome)


def _abandon(entry: _Entry) -> None:
    if entry.work is not None:
        entry.work.cancel()  # A request; its conductor waits until it is obeyed.
    elif entry.conductor is not None:
        entry.conductor.cancel()


def _touch(some: Iterable[Resource], others: Sequence[Resource]) -> bool:
    return any(a[: len(b)] == b[: len(a)] for a in some for b in others)
