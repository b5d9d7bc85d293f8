export interface Job {
  job: "double" | "hold" | "fail" | "exit" | "tick";
  argument: unknown;
}

/** What the test's threads run. */
export async function work({ job, argument }: Job): Promise<unknown> {
  if (job === "double") return (argument as number) * 2;
  if (job === "fail") throw new RangeError(`status ${String(argument)}`);
  if (job === "exit") return process.exit(argument as number);
  const cells = argument as Int32Array;
  Atomics.add(cells, 0, 1);
  // signalbox-allow blocking-call: a thread that cannot be asked to stop is what is tested
  if (job === "hold") Atomics.wait(cells, 1, 0);
  // "tick": counts on after the task has ended, which takes a thread that is not blocked.
  else setTimeout(() => Atomics.store(cells, 1, 1), 1);
  return undefined;
}
