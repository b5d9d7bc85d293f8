"""Settle all: run every call, bounded, and give back each outcome with its item.

One failure never hides the other results: the answer has one `Ok` or `Err` per item, in the order
of the input. A cancellation is no outcome: when the caller is cancelled, every call is cancelled
and awaited and the CancelledError goes on, so that it can never be counted as a success.

Invariants the test proves:
- every item has exactly one outcome, at its own place
- a failure neither stops nor hides the other calls
- never more than `limit` calls run
- a cancellation from outside passes through and is never recorded
- a call that was cancelled from within is an Err that holds StrayCancellation

Pitfalls:
- `gather(..., return_exceptions=True)` puts CancelledError among the results, and
  `isinstance(result, Exception)` takes it for a success: CancelledError is a BaseException.
- A failure of the source itself is raised; there is no item it could belong to.
- Look at every Err. A list of outcomes that nobody reads is a swallowed error.
"""

from collections.abc import AsyncIterable, Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bounded_map import bounded_map
from task_scope import without_stray_cancellation

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Ok(Generic[T, R]):
    """The call for `item` returned `value`."""

    item: T
    value: R


@dataclass(frozen=True)
class Err(Generic[T]):
    """The call for `item` raised `error`."""

    item: T
    error: Exception


async def settle_all(
    work: Callable[[T], Awaitable[R]], source: Iterable[T] | AsyncIterable[T], *, limit: int
) -> list[Ok[T, R] | Err[T]]:
    """Await `work(item)` for every item, `limit` (1 or more) at a time; never raises an Err."""

    async def settle(item: T) -> Ok[T, R] | Err[T]:
        try:
            return Ok(item, await without_stray_cancellation(work(item)))
        except Exception as error:  # Not BaseException: a cancellation must go on.
            return Err(item, error)

    return await bounded_map(settle, source, limit=limit)
