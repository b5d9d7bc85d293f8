import { fork, type ChildProcess } from "node:child_process";
import { systemClock, type Clock, type Timer } from "../../primitives/clock.js";
import type { ChildAnswer, FileTask } from "./messages.js";

/** What a child runs. */
export interface ChildProgram {
  /** It answers `ChildRequest` with `ChildAnswer`. */
  childUrl: URL;
  /** What stands on its command line. */
  argument: string;
  /** Flags for its Node. */
  execArgv?: readonly string[];
}

/** How a run has its files judged. */
export interface Judging<Report> {
  /** How long one file may take, in milliseconds; its clock starts when the one before is done. */
  fileMs: number;
  signal: AbortSignal;
  clock?: Clock;
  /** Told of each answer as it comes. */
  onAnswer: (answer: ChildAnswer<Report>) => void;
}

/** A process that judges files for one run at a time. */
export class JudgingChild {
  readonly #process: ChildProcess;
  readonly #ended: Promise<string>;

  constructor({ childUrl, argument, execArgv = [] }: ChildProgram) {
    this.#process = fork(childUrl, [argument], {
      execArgv: [...execArgv],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      serialization: "advanced",
    });
    this.#ended = new Promise((resolve) => {
      this.#process.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
      this.#process.once("error", (error) => resolve(error.message));
    });
  }

  /** How many files were answered; `fault` when the child did not live to answer them all. */
  async judge<Report>(
    files: readonly FileTask[],
    { onAnswer, fileMs, signal, clock = systemClock }: Judging<Report>,
  ): Promise<{ count: number; fault?: string }> {
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
    if (signal.aborted) kill();
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

  /** Whether it can be asked. */
  get isAlive(): boolean {
    return this.#process.connected && this.#process.exitCode === null && !this.#process.killed;
  }

  /** While it rests, it does not keep this process from its end, and goes with it. */
  rest(): void {
    this.#process.unref();
    this.#process.channel?.unref();
  }

  wake(): void {
    this.#process.ref();
    this.#process.channel?.ref();
  }

  end(): void {
    this.#process.kill("SIGKILL");
  }
}
