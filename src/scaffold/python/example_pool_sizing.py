"""Three instances share a server with four cores; each serves 200 requests a second."""

from pool_sizing import Server, Workload, pool_size


def scaffolded() -> None:
    workload = Workload(arrivals_per_second=200, hold_seconds=0.012)
    server = Server(cores=4, disks=1, max_connections=100, reserved=10, instances=3)
    print(pool_size(workload, server))


if __name__ == "__main__":
    scaffolded()
