"""Five jobs are running when SIGTERM comes; all five finish. `wait` waits for a real signal."""

import asyncio
import os
import signal
import sys

from graceful_shutdown import run_until_signal


async def scaffolded(stop: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as group:
        jobs = [group.create_task(asyncio.sleep(0.05, "done")) for _ in range(5)]
        print("ready", flush=True)
        if "wait" not in sys.argv:
            os.kill(os.getpid(), signal.SIGTERM)
        await stop.wait()
    print(f"finished {sum(job.result() == 'done' for job in jobs)} of {len(jobs)} jobs")


if __name__ == "__main__":
    sys.exit(asyncio.run(run_until_signal(scaffolded, grace=5)))
