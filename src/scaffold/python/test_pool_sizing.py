"""Tests of pool_sizing: a table of literal cases."""

import random
import unittest

from pool_sizing import PoolSize, Server, Workload, pool_size


class PoolSizing(unittest.TestCase):
    def test_each_bound_decides_in_turn(self) -> None:
        for workload, server, expected in (
            # 50/s held 20 ms each: one connection is busy.
            (Workload(50, 0.02), Server(cores=4), PoolSize(1, "need", 1.0)),
            (Workload(120, 0.05), Server(cores=4), PoolSize(6, "need", 1.0)),
            (Workload(125, 0.05), Server(cores=4), PoolSize(7, "need", 6.25 / 7)),
            # 2 * 4 + 1 = 9 are useful, 20 would be needed.
            (Workload(400, 0.05), Server(cores=4), PoolSize(9, "useful", 20 / 9)),
            # The nine are shared by three instances.
            (Workload(400, 0.05), Server(cores=4, instances=3), PoolSize(3, "useful", 20 / 3)),
            # (25 - 5) / 4 = 5 are allowed, 33 // 4 = 8 would be useful.
            (
                Workload(400, 0.05),
                Server(cores=16, max_connections=25, reserved=5, instances=4),
                PoolSize(5, "allowed", 4.0),
            ),
            # Nothing is kept back, and no disk counts: 2 * 4 + 0.
            (
                Workload(400, 0.05),
                Server(cores=4, disks=0, reserved=0),
                PoolSize(8, "useful", 2.5),
            ),
            # 8 tasks with 2 nested connections: 8 * 1 + 1 = 9.
            (
                Workload(10, 0.1, tasks=8, nested_connections=2),
                Server(cores=4),
                PoolSize(9, "deadlock floor", 1 / 9),
            ),
        ):
            with self.subTest(workload=workload, server=server):
                self.assertEqual(pool_size(workload, server), expected)

    def test_a_floor_above_the_maximum_is_an_error(self) -> None:
        server = Server(cores=4, max_connections=20, reserved=3)
        fits = Workload(10, 0.1, tasks=16, nested_connections=2)
        self.assertEqual(pool_size(fits, server).size, 17)
        with self.assertRaisesRegex(ValueError, "need at least 18, but the server allows 17"):
            pool_size(Workload(10, 0.1, tasks=17, nested_connections=2), server)

    def test_impossible_numbers_are_refused_by_name(self) -> None:
        for workload, server, message in (
            (Workload(0, 1), Server(cores=1), "arrivals_per_second must be above 0"),
            (Workload(1, float("inf")), Server(cores=1), "hold_seconds .* received inf"),
            (Workload(1, float("nan")), Server(cores=1), "hold_seconds .* received nan"),
            (Workload(1, 1), Server(cores=0), "cores must be above 0"),
            (Workload(1, 1), Server(cores=1, instances=0), "instances must be above 0"),
            (Workload(1, 1), Server(cores=1, max_connections=10), "connections per instance"),
            (Workload(1, 1), Server(cores=1, disks=-1), "disks and reserved"),
        ):
            with self.subTest(message=message), self.assertRaisesRegex(ValueError, message):
                pool_size(workload, server)

    def test_the_size_stays_between_floor_and_maximum(self) -> None:
        for seed in range(500):
            chance = random.Random(seed)
            workload = Workload(
                chance.uniform(0.1, 1000),
                chance.uniform(0.001, 2),
                tasks=chance.randint(1, 20),
                nested_connections=chance.randint(1, 3),
            )
            server = Server(cores=chance.randint(1, 64), instances=chance.randint(1, 5))
            floor = workload.tasks * (workload.nested_connections - 1) + 1
            allowed = 90 // server.instances
            with self.subTest(seed=seed):
                if floor > allowed:
                    self.assertRaises(ValueError, pool_size, workload, server)
                    continue
                self.assertTrue(floor <= pool_size(workload, server).size <= allowed)


if __name__ == "__main__":
    unittest.main()
