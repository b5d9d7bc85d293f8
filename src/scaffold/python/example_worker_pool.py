"""Sums in two processes, while the event loop stays free; one job that takes too long is killed."""

import asyncio
import time

from worker_pool import WorkerPool

LIMIT = 2  # knob: limit


def sum_of_squares(limit: int) -> int:
    return sum(number * number for number in range(limit))


async def scaffolded() -> None:
    async with WorkerPool("process", workers=LIMIT, queue_max=100) as pool:
        async with asyncio.TaskGroup() as group:
            jobs = [group.create_task(pool.run(sum_of_squares, n * 1000)) for n in range(1, 5)]
        print([job.result() for job in jobs])
        try:
            await pool.run(time.sleep, 60, timeout=0.05)
        except TimeoutError:
            print("stopped;", pool.stats()["idle"], "workers are idle")


if __name__ == "__main__":
    asyncio.run(scaffolded())
