"""Graceful shutdown: the first signal asks to stop, a deadline insists, a second signal ends it.

`serve(stop)` runs until the event `stop` is set, then takes no new work, finishes what it has and
returns. If that takes longer than `grace` seconds it is cancelled, and gets `cleanup` seconds
for its `finally` blocks. Give it a task scope for its work: leaving the scope waits for the work.

Invariants the test proves:
- after the first signal work in progress finishes, and the exit code is 0
- work that outlives `grace` is cancelled, cleans up, and the exit code is 1
- a clean-up that outlives `cleanup`, and a second signal, end the process at once
- a cancellation or an error of `serve` itself passes through
- the signal handlers are gone afterwards

Pitfalls:
- Python ends on SIGTERM without running any `finally`; only a handler on the loop changes that.
- Be ready to stop before being ready to serve: install the handlers first.
- Behind a load balancer report "not ready" first, and keep accepting for some seconds.
- A container is killed some seconds after SIGTERM (Docker 10, Kubernetes 30): stay below that.
- add_signal_handler exists on Unix only, and in the main thread only.
- A thread or process that does not end keeps the interpreter from ending.
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Sequence


async def run_until_signal(
    serve: Callable[[asyncio.Event], Awaitable[None]],
    *,
    grace: float,
    cleanup: float = 5.0,
    signals: Sequence[signal.Signals] = (signal.SIGINT, signal.SIGTERM),
    end_process: Callable[[int], object] = os._exit,
) -> int:
    """Run `serve` until it returns or a signal arrives; return the exit code for the process.

    `grace` and `cleanup` are in seconds, above 0. `end_process` ends the process at once, with
    128 + the number of the second signal, or with 1 when the clean-up takes too long.
    """
    if grace <= 0 or cleanup <= 0:
        raise ValueError(f"grace and cleanup must be above 0, received {grace}, {cleanup}")
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def on_signal(number: signal.Signals) -> None:
        if stop.is_set():
            end_process(128 + number)
        stop.set()

    for number in signals:
        loop.add_signal_handler(number, on_signal, number)
    serving = asyncio.ensure_future(serve(stop))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
        if not await _ends_within(serving, grace):
            serving.cancel()
            if not await _ends_within(serving, cleanup):
                end_process(1)
            return 1
        await serving  # It has ended: this raises its error, if there is one.
        return 0
    finally:
        stopping.cancel()
        serving.cancel()
        await asyncio.wait([serving, stopping])
        for number in signals:
            loop.remove_signal_handler(number)


async def _ends_within(task: asyncio.Future[None], seconds: float) -> bool:
    done, _ = await asyncio.wait([task], timeout=seconds)
    return bool(done)
