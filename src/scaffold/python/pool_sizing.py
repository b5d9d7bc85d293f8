"""Connection-pool sizing: how many connections one instance of an application should hold.

Little's law gives what the work needs: connections in use = arrivals per second * seconds each
holds one. The database server gives what is useful, about 2 * cores + disks active connections,
shared by all instances, and what is possible, (max_connections - reserved) / instances. Code that
takes a second connection while it holds the first needs a floor: with n tasks that each need m at
once, n * (m - 1) + 1 connections are the fewest that cannot deadlock.

Invariants the test proves:
- never above what the server allows, never below the deadlock floor
- a floor above the allowed maximum is an error, not a number
- the answer says which of the bounds decided, and the load it leaves on each connection

Pitfalls:
- A larger pool is not faster: beyond the useful number the server only switches between them.
- A load of 1 or more means that arrivals outrun the pool; shorten the hold time or shed load.
- Set a timeout for taking a connection: most pools wait for ever unless told otherwise.
- Holding a connection while awaiting something else is hold time too.
- A pooler in front (PgBouncer) moves the limits there; size its pools with the same numbers.
"""

import math
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Workload:
    """What one instance does: arrivals per second, seconds a connection is held by each, and how
    many tasks at once each take how many connections nested in one another."""

    arrivals_per_second: float
    hold_seconds: float
    tasks: int = 1
    nested_connections: int = 1


@dataclass(frozen=True)
class Server:
    """What the database server has, and how many instances share it."""

    cores: int
    disks: int = 1
    max_connections: int = 100
    reserved: int = 10
    instances: int = 1


@dataclass(frozen=True)
class PoolSize:
    """The size per instance, the bound that decided it, and the load per connection (0 to 1 is
    sound; from 1 on the queue grows without end)."""

    size: int
    decided_by: Literal["need", "useful", "allowed", "deadlock floor"]
    load: float


def pool_size(workload: Workload, server: Server) -> PoolSize:
    """Return the pool size for one instance. Raises ValueError for impossible numbers."""
    _check(workload, server)
    in_use = workload.arrivals_per_second * workload.hold_seconds
    need = max(1, math.ceil(in_use))
    useful = max(1, (2 * server.cores + server.disks) // server.instances)
    allowed = (server.max_connections - server.reserved) // server.instances
    floor = workload.tasks * (workload.nested_connections - 1) + 1
    if floor > allowed:
        raise ValueError(
            f"{workload.tasks} tasks with {workload.nested_connections} connections each need "
            f"at least {floor}, but the server allows {allowed} per instance"
        )
    size = min(need, useful, allowed)
    if floor > size:
        return PoolSize(floor, "deadlock floor", in_use / floor)
    if size == need:
        return PoolSize(size, "need", in_use / size)
    return PoolSize(size, "useful" if size == useful else "allowed", in_use / size)


def _check(workload: Workload, server: Server) -> None:
    positive = {
        "arrivals_per_second": workload.arrivals_per_second,
        "hold_seconds": workload.hold_seconds,
        "tasks": workload.tasks,
        "nested_connections": workload.nested_connections,
        "cores": server.cores,
        "instances": server.instances,
        "connections per instance": (server.max_connections - server.reserved) // server.instances
        if server.instances > 0
        else 1,
    }
    for name, value in positive.items():
        if not value > 0 or math.isinf(value):
            raise ValueError(f"{name} must be above 0 and finite, received {value}")
    if server.disks < 0 or server.reserved < 0:
        raise ValueError(f"disks and reserved must be at least 0, received {server}")
