"""Keyed mutex: one critical section at a time for each key, different keys in parallel.

asyncio.Lock is the mutex: fair, and safe to cancel from Python 3.11 on. KeyedMutex makes one such
lock per key while somebody holds it or waits for it, and forgets it with the last of them.

Invariants the test proves:
- sections of one key never overlap, also when callers arrive while others leave
- sections of different keys overlap
- callers of one key are served first come, first served
- at rest no key is kept, after success, error and cancellation
- a cancelled waiter leaves the line, and the next one moves up

Pitfalls:
- Forgetting a lock while somebody still waits for it lets two callers in; never forgetting it
  leaks one lock per key. The count of users decides.
- Not reentrant: taking a key again inside its own section waits for ever.
- Taking two keys in different orders deadlocks: sort them first.
- Code without `await` in it needs no lock in asyncio: nothing can run in between.
- It guards one process. For several take a database row or an advisory lock.
- Concurrent callers who want the same answer want single-flight: one shared task, no mutex.
"""

import asyncio
from collections.abc import AsyncGenerator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class _Entry:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class KeyedMutex:
    """`async with mutex.hold(key): ...`. It belongs to one event loop."""

    def __init__(self) -> None:
        self._entries: dict[Hashable, _Entry] = {}

    def stats(self) -> dict[str, int]:
        """Keys in use, and callers that hold or wait for one."""
        users = sum(entry.users for entry in self._entries.values())
        return {"keys": len(self._entries), "users": users}

    @asynccontextmanager
    async def hold(self, key: Hashable) -> AsyncGenerator[None, None]:
        """Hold `key` for the length of the block. A cancelled waiter never enters it."""
        entry = self._entries.setdefault(key, _Entry())
        entry.users += 1
        try:
            async with entry.lock:
                yield
        finally:
            entry.users -= 1
            if entry.users == 0:
                del self._entries[key]
