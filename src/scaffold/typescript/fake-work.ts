/** What the test's threads run: each task is the name of a job and what it is given. */
import { answerTasks } from "../../primitives/worker-task.js";

export interface Job {
  job: "double" | "hold" | "exit" | "fail" | "spin";
  argument: number | Int32Array;
}

const jobs: Record<Job["job"], (argument: never) => unknown> = {
  double: (number: number) => number * 2,
  /** Says by its first cell that it has started, and waits for the second. */
  hold: (cells: Int32Array) => {
    Atomics.add(cells, 0, 1);
    Atomics.wait(cells, 1, 0);
  },
  /** Counts for ever in the first cell. */
  spin: (cells: Int32Array) => {
    for (;;) Atomics.add(cells, 0, 1);
  },
  exit: (code: number) => process.exit(code),
  fail: (status: number) => {
    throw new RangeError(`status ${status}`);
  },
};

answerTasks(({ job, argument }: Job) => jobs[job](argument as never));
