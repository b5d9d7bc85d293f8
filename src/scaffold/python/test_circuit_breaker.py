"""Tests of circuit_breaker, in virtual time."""

import asyncio
import unittest

from circuit_breaker import BreakerPolicy, CircuitBreaker, CircuitOpen
from virtual_time import virtual_time


async def fine() -> str:
    return "fine"


async def fail() -> str:
    raise ConnectionError("down")


async def slow() -> str:
    await asyncio.sleep(5)
    return "slow"


async def slow_fail() -> str:
    await asyncio.sleep(5)
    raise ConnectionError("late")


def breaker(
    failure_rate: float = 0.5, min_calls: int = 4, timeout: float | None = None
) -> CircuitBreaker:
    policy = BreakerPolicy(
        failure_rate=failure_rate, min_calls=min_calls, window=10, open_for=60, timeout=timeout
    )
    return CircuitBreaker(
        policy,
        is_failure=lambda error: not isinstance(error, ValueError),
        clock=asyncio.get_running_loop().time,
    )


async def fail_times(circuit: CircuitBreaker, times: int) -> None:
    for _ in range(times):
        try:
            await circuit.call(fail)
        except ConnectionError:
            pass


class CircuitBreakerTest(unittest.TestCase):
    @virtual_time
    async def test_opens_at_the_rate_and_not_before_min_calls(self) -> None:
        circuit = breaker(failure_rate=0.5, min_calls=4)
        await fail_times(circuit, 2)
        self.assertEqual(await circuit.call(fine), "fine")
        self.assertEqual(circuit.stats(), {"state": "closed", "calls": 3, "failures": 2})
        await circuit.call(fine)  # 2 of 4 would be the rate, but the last one succeeded.
        self.assertEqual(circuit.stats()["state"], "open")

    @virtual_time
    async def test_below_the_rate_it_stays_closed(self) -> None:
        circuit = breaker(failure_rate=0.51, min_calls=4)
        await fail_times(circuit, 2)
        for _ in range(2):
            await circuit.call(fine)
        self.assertEqual(circuit.stats(), {"state": "closed", "calls": 4, "failures": 2})

    @virtual_time
    async def test_old_calls_and_foreign_errors_do_not_count(self) -> None:
        circuit = breaker()

        async def wrong_argument() -> str:
            raise ValueError("yours")

        await fail_times(circuit, 3)
        await asyncio.sleep(10)
        await fail_times(circuit, 1)
        self.assertEqual(circuit.stats(), {"state": "closed", "calls": 1, "failures": 1})
        for _ in range(9):
            with self.assertRaises(ValueError):
                await circuit.call(wrong_argument)
        self.assertEqual(circuit.stats()["state"], "closed")

    @virtual_time
    async def test_while_open_nothing_is_called(self) -> None:
        circuit = breaker()
        await fail_times(circuit, 4)
        await asyncio.sleep(20)

        async def never() -> None:
            self.fail("called")

        with self.assertRaises(CircuitOpen) as caught:
            await circuit.call(never)
        self.assertEqual(caught.exception.retry_after, 40)

    @virtual_time
    async def test_exactly_one_probe_runs_and_closes_the_circuit(self) -> None:
        circuit = breaker()
        await fail_times(circuit, 4)
        await asyncio.sleep(60)
        probe = asyncio.create_task(circuit.call(slow))
        await asyncio.sleep(1)
        with self.assertRaises(CircuitOpen):
            await circuit.call(fine)
        self.assertEqual(await probe, "slow")
        self.assertEqual(circuit.stats(), {"state": "closed", "calls": 0, "failures": 0})

    @virtual_time
    async def test_a_failed_probe_opens_the_circuit_again(self) -> None:
        circuit = breaker()
        await fail_times(circuit, 4)
        await asyncio.sleep(60)
        await fail_times(circuit, 1)
        with self.assertRaises(CircuitOpen) as caught:
            await circuit.call(fine)
        self.assertEqual(caught.exception.retry_after, 60)

    @virtual_time
    async def test_a_stale_result_is_ignored_after_the_recovery(self) -> None:
        circuit = breaker(min_calls=1, failure_rate=1)
        stale = asyncio.create_task(circuit.call(slow_fail))
        stale_probe_rival = asyncio.create_task(circuit.call(slow))
        await asyncio.sleep(0)
        await fail_times(circuit, 1)
        self.assertEqual(circuit.stats()["state"], "open")
        with self.assertRaises(ConnectionError):
            await stale
        await stale_probe_rival
        self.assertEqual(circuit.stats()["state"], "open")  # A stale success closes nothing.
        await asyncio.sleep(60)
        late = asyncio.create_task(circuit.call(slow_fail))
        await asyncio.sleep(0)
        self.assertEqual(circuit.stats()["state"], "half-open")
        late.cancel()
        await asyncio.wait([late])
        self.assertEqual(await circuit.call(fine), "fine")
        self.assertEqual(circuit.stats(), {"state": "closed", "calls": 0, "failures": 0})

    @virtual_time
    async def test_a_stale_failure_does_not_open_a_closed_circuit(self) -> None:
        circuit = breaker(min_calls=1, failure_rate=1)
        policy_open_for = 60

        async def very_late() -> str:
            await asyncio.sleep(policy_open_for + 5)
            raise ConnectionError("from before the outage")

        stale = asyncio.create_task(circuit.call(very_late))
        await asyncio.sleep(0)
        await fail_times(circuit, 1)
        await asyncio.sleep(policy_open_for)
        await circuit.call(fine)
        with self.assertRaises(ConnectionError):
            await stale
        self.assertEqual(circuit.stats()["state"], "closed")

    @virtual_time
    async def test_a_cancelled_call_is_no_failure_and_a_cancelled_probe_frees_its_place(
        self,
    ) -> None:
        circuit = breaker()
        call = asyncio.create_task(circuit.call(slow))
        await asyncio.sleep(1)
        call.cancel()
        await asyncio.wait([call])
        self.assertEqual(circuit.stats(), {"state": "closed", "calls": 0, "failures": 0})
        await fail_times(circuit, 4)
        await asyncio.sleep(60)
        probe = asyncio.create_task(circuit.call(slow))
        await asyncio.sleep(1)
        probe.cancel()
        await asyncio.wait([probe])
        self.assertEqual(await circuit.call(fine), "fine")

    @virtual_time
    async def test_a_probe_that_hangs_times_out_and_opens_the_circuit(self) -> None:
        circuit = breaker(timeout=3)
        await fail_times(circuit, 4)
        await asyncio.sleep(60)
        with self.assertRaises(TimeoutError):
            await circuit.call(slow)
        self.assertEqual(circuit.stats()["state"], "open")

    def test_a_wrong_policy_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            BreakerPolicy(failure_rate=0)
        with self.assertRaises(ValueError):
            BreakerPolicy(min_calls=0)
        with self.assertRaises(ValueError):
            BreakerPolicy(min_calls=6, calls_max=5)

    @virtual_time
    async def test_the_time_counts_from_the_opening_and_a_second_probe_may_come(self) -> None:
        await asyncio.sleep(100)
        circuit = breaker()
        await fail_times(circuit, 4)
        for _ in range(3):  # Each failed probe opens it for another 60 seconds.
            await asyncio.sleep(59)
            with self.assertRaisesRegex(CircuitOpen, "try again in 1.000 s"):
                await circuit.call(fine)
            await asyncio.sleep(1)
            with self.assertRaises(ConnectionError):
                await circuit.call(fail)
        await asyncio.sleep(60)
        self.assertEqual(await circuit.call(fine), "fine")

    @virtual_time
    async def test_it_closes_with_an_empty_count(self) -> None:
        policy = BreakerPolicy(min_calls=4, window=1000, open_for=1)
        circuit = CircuitBreaker(policy, clock=asyncio.get_running_loop().time)
        await fail_times(circuit, 4)
        await asyncio.sleep(1)
        await circuit.call(fine)
        self.assertEqual(circuit.stats(), {"state": "closed", "calls": 0, "failures": 0})
        await fail_times(circuit, 3)
        self.assertEqual(circuit.stats(), {"state": "closed", "calls": 3, "failures": 3})
        await asyncio.sleep(1000)
        self.assertEqual(circuit.stats(), {"state": "closed", "calls": 0, "failures": 0})


if __name__ == "__main__":
    unittest.main()
