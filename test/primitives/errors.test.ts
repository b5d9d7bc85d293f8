import { expect, test } from "vitest";
import { ChannelClosed } from "../../src/primitives/channel.ts";
import { CircuitOpen } from "../../src/primitives/circuit-breaker.ts";
import {
  OutOfRange,
  requireAbove,
  requireBetween,
  requireWhole,
} from "../../src/primitives/range.ts";
import { Withdrawn } from "../../src/primitives/resource-request.ts";
import { ScopeClosed } from "../../src/primitives/scope.ts";
import { QueueFull } from "../../src/primitives/waiter-queue.ts";
import { TimeoutError } from "../../src/primitives/with-timeout.ts";
import { WorkerPoolClosed } from "../../src/primitives/worker-pool.ts";
import { WorkerCrashed } from "../../src/primitives/worker-thread.ts";

// Callers in another realm, or across a wire, have only these to tell the errors apart by.
test.each([
  [new ChannelClosed(), "ChannelClosed", "channel-closed", "the channel is closed"],
  [new CircuitOpen(59.5), "CircuitOpen", "circuit-open", "the circuit is open; try again in 60 ms"],
  [new OutOfRange("a", "b", 1), "OutOfRange", "out-of-range", "a must be b; received 1"],
  [
    new QueueFull(2),
    "QueueFull",
    "queue-full",
    "the queue is full: 2 are waiting already, and no more may",
  ],
  [
    new ScopeClosed(),
    "ScopeClosed",
    "scope-closed",
    "the scope has ended; a task spawned now would have no owner",
  ],
  [new TimeoutError(5), "TimeoutError", "timeout", "timed out after 5 ms"],
  [new Withdrawn("gone"), "Withdrawn", "withdrawn", "gone"],
  [
    new WorkerCrashed(7, undefined),
    "WorkerCrashed",
    "worker-crashed",
    "the worker ended with code 7 before it had answered",
  ],
  [new WorkerPoolClosed(), "WorkerPoolClosed", "worker-pool-closed", "the worker pool is closed"],
])("%s has a name, a code and a message to go by", (error, name, code, message) => {
  expect(error).toBeInstanceOf(Error);
  expect({ name: error.name, code: error.code, message: error.message }).toEqual({
    name,
    code,
    message,
  });
});

test.each([
  [() => requireWhole("n", 0, 1), "n must be a whole number from 1 up; received 0"],
  [() => requireWhole("n", 1.5, 1, 4), "n must be a whole number from 1 to 4; received 1.5"],
  [() => requireAbove("n", 2, 2), "n must be a finite number above 2; received 2"],
  [() => requireAbove("n", Infinity, 2), "n must be a finite number above 2; received Infinity"],
  [() => requireBetween("n", 3, 0, 2), "n must be a number from 0 to 2; received 3"],
  [() => requireBetween("n", Number.NaN, 0, 2), "n must be a number from 0 to 2; received NaN"],
])("a number out of range is named with its range and what was received", (check, message) => {
  expect(check).toThrow(message);
});

test("the edges of a range are in it", () => {
  requireWhole("n", 1, 1, 4);
  requireWhole("n", 4, 1, 4);
  requireAbove("n", 2.001, 2);
  requireBetween("n", 0, 0, 2);
  requireBetween("n", 2, 0, 2);
});
