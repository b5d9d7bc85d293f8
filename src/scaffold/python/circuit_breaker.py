"""Circuit breaker: stop calling a service that keeps failing, and try again with one call.

Closed: calls pass, and their results are counted. When at least `min_calls` of the recent calls
are known and the share of failures reaches `failure_rate`, it opens: calls are refused at once
for `open_for` seconds. Then one single call is let through as a probe. If it succeeds the circuit
closes with an empty count; if it fails the circuit opens again.

Invariants the test proves:
- opens at the failure rate, not before `min_calls`; calls older than the window do not count
- while open nothing is called, and the refusal says how long to wait
- exactly one probe runs; others are refused meanwhile
- the result of a call that began before a change of state is ignored
- a cancelled probe decides nothing and frees its place; a cancelled call is no failure
- a probe that hangs is ended by the timeout and opens the circuit again

Pitfalls:
- Count only failures of the service: a 404 or a wrong argument of yours must not open it.
- One breaker per service; a shared one lets a broken service block a healthy one.
- Retry around the breaker, and do not retry CircuitOpen before its `retry_after`.
- Each process has its own breaker and its own probe.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

T = TypeVar("T")
State = Literal["closed", "open", "half-open"]


class CircuitOpen(Exception):
    """The call was refused without being made; `retry_after` is in seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"the circuit is open, try again in {retry_after:.3f} s")
        self.retry_after = retry_after


@dataclass(frozen=True)
class BreakerPolicy:
    """Times are in seconds. `calls_max` bounds the memory of recent results."""

    failure_rate: float = 0.5
    min_calls: int = 10
    window: float = 30.0
    calls_max: int = 1000
    open_for: float = 10.0
    timeout: float | None = 30.0

    def __post_init__(self) -> None:
        if not (0 < self.failure_rate <= 1 and 1 <= self.min_calls <= self.calls_max):
            raise ValueError(f"needs 0 < failure_rate <= 1, 1 <= min_calls, received {self}")


class CircuitBreaker:
    """`await breaker.call(work)`. It belongs to one event loop."""

    def __init__(
        self,
        policy: BreakerPolicy,
        *,
        is_failure: Callable[[Exception], bool] = lambda _: True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._policy, self._is_failure, self._clock = policy, is_failure, clock
        self._state: State = "closed"
        self._opened_at = 0.0
        self._probing = False
        # Every change of state begins a new generation; results of older ones are stale.
        self._generation = 0
        self._recent: deque[tuple[float, bool]] = deque(maxlen=policy.calls_max)

    def stats(self) -> dict[str, object]:
        """The state, and the recent calls and failures that it judges by."""
        self._forget_old()
        failures = sum(failed for _, failed in self._recent)
        return {"state": self._state, "calls": len(self._recent), "failures": failures}

    async def call(self, work: Callable[[], Awaitable[T]]) -> T:
        """Await `work()`, or raise CircuitOpen without calling it. Errors pass through.

        A call longer than `policy.timeout` is cancelled and raises TimeoutError.
        """
        generation = self._enter()
        try:
            async with asyncio.timeout(self._policy.timeout):
                result = await work()
        except Exception as error:
            self._record(generation, failed=self._is_failure(error))
            raise
        except BaseException:  # A cancellation says nothing about the service.
            if generation == self._generation:
                self._probing = False
            raise
        self._record(generation, failed=False)
        return result

    def _enter(self) -> int:
        now = self._clock()
        if self._state == "open" and now - self._opened_at >= self._policy.open_for:
            self._become("half-open")
        if self._state == "open":
            raise CircuitOpen(self._opened_at + self._policy.open_for - now)
        if self._state == "half-open":
            if self._probing:
                raise CircuitOpen(0)
            self._probing = True
        return self._generation

    def _record(self, generation: int, *, failed: bool) -> None:
        if generation != self._generation:
            return
        if self._state == "half-open":
            self._become("open" if failed else "closed")
            return
        self._recent.append((self._clock(), failed))
        self._forget_old()
        failures = sum(failed for _, failed in self._recent)
        enough = len(self._recent) >= self._policy.min_calls
        if enough and failures / len(self._recent) >= self._policy.failure_rate:
            self._become("open")

    def _become(self, state: State) -> None:
        self._state = state
        self._generation += 1
        self._probing = False
        self._recent.clear()
        if state == "open":
            self._opened_at = self._clock()

    def _forget_old(self) -> None:
        horizon = self._clock() - self._policy.window
        while self._recent and self._recent[0][0] <= horizon:
            self._recent.popleft()
