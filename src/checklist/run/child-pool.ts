import { fork, type ChildProcess } from "node:child_process";
import { mapConcurrent } from "../../primitives/map-concurrent.js";
import { systemClock, type Clock, type Timer } from "../../primitives/clock.js";
import type { ChildAnswer, FileTask } from "./messages.js";

export interface PoolOptions<Report> {
  /** The child's program as it was built; it answers `ChildRequest` with `ChildAnswer`. */
  childUrl: URL;
  /** What stands on its command line. */
  argument: string;
  /** Flags for its Node. */
  execArgv?: readonly string[];
  /** How many children work at once. */
  children: number;
  /** How long one file may take, in milliseconds; its clock starts when the one before is done. */
  fileMs: number;
  signal: AbortSignal;
  clock?: Clock;
  /** Told of each answer as it comes. */
  onAnswer: (answer: ChildAnswer<Report>) => void;
}

/** Files that a child takes at once: enough to keep it busy between two messages. */
const FILES_PER_REQUEST = 16;

/**
 * Judges the files in child processes. A child that dies or goes over a file's time costs that one
 * file, which is answered as skipped with the reason; the rest is given to a new child.
 */
export async function judgeInChildren<Report>(
  files: readonly FileTask[],
  options: PoolOptions<Report>,
): Promise<void> {
  const idle: Child<Report>[] = [];
  const all = new Set<Child<Report>>();
  const take = (): Child<Report> => {
    const child = idle.pop() ?? new Child<Report>(options);
    all.add(child);
    return child;
  };
  try {
    await mapConcurrent(
      portions(files),
      async (portion, _index, signal) => {
        let left = portion;
        while (left.length > 0 && !signal.aborted) {
          const child = take();
          const answered = await child.judge(left, signal);
          left = left.slice(answered.count);
          if (answered.fault === undefined) {
            idle.push(child);
          } else {
            all.delete(child);
            const [culprit, ...rest] = left;
            if (culprit === undefined) break;
            options.onAnswer({ path: culprit.path, size: 0, skipped: answered.fault });
            left = rest;
          }
        }
      },
      { limit: options.children, signal: options.signal },
    );
  } finally {
    for (const child of all) child.end();
  }
}

function* portions(files: readonly FileTask[]): Generator<readonly FileTask[]> {
  for (let at = 0; at < files.length; at += FILES_PER_REQUEST) {
    yield files.slice(at, at + FILES_PER_REQUEST);
  }
}

class Child<Report> {
  readonly #process: ChildProcess;
  readonly #options: PoolOptions<Report>;
  readonly #ended: Promise<string>;

  constructor(options: PoolOptions<Report>) {
    this.#options = options;
    this.#process = fork(options.childUrl, [options.argument], {
      execArgv: [...(options.execArgv ?? [])],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      serialization: "advanced",
    });
    this.#ended = new Promise((resolve) => {
      this.#process.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
      this.#process.once("error", (error) => resolve(error.message));
    });
  }

  /** How many files were answered; `fault` when the child did not live to answer them all. */
  async judge(
    files: readonly FileTask[],
    signal: AbortSignal,
  ): Promise<{ count: number; fault?: string }> {
    const { onAnswer, fileMs, clock = systemClock } = this.#options;
    let count = 0;
    let timer: Timer | undefined;
    let overdue = false;
    const kill = () => this.#process.kill("SIGKILL");
    const arm = () => {
      timer?.cancel();
      timer = clock.setTimer(() => {
        overdue = true;
        kill();
      }, fileMs);
    };
    let finish = (): void => {};
    const done = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const onMessage = (answer: ChildAnswer<Report>) => {
      count += 1;
      onAnswer(answer);
      if (count === files.length) finish();
      else arm();
    };
    this.#process.on("message", onMessage);
    signal.addEventListener("abort", kill, { once: true });
    try {
      arm();
      this.#process.send({ files });
      const how = await Promise.race([done, this.#ended]);
      if (typeof how !== "string") return { count };
      const fault = overdue ? `took longer than ${fileMs} ms` : `crashed its parser (${how})`;
      return { count, fault };
    } finally {
      timer?.cancel();
      this.#process.off("message", onMessage);
      signal.removeEventListener("abort", kill);
    }
  }

  end(): void {
    this.#process.kill("SIGKILL");
  }
}
