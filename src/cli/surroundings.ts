import type { Parts } from "../checklist/check.js";
import type { ReadStream, WriteStream } from "node:tty";

/** Everything outside the program that a command may touch, so that a test can hand in its own. */
export interface Surroundings {
  args: readonly string[];
  version: string;
  /** Where the compiled skill and references, and the compiled scaffolds, are. */
  libraryUrl: URL;
  scaffoldsUrl: URL;
  /** What the checklist runs: its own programs, and the grammar that they parse with. */
  checklist: Parts;
  env: Readonly<Record<string, string | undefined>>;
  stdin: NodeJS.ReadStream | ReadStream;
  stdout: NodeJS.WriteStream | WriteStream;
  stderr: NodeJS.WriteStream | WriteStream;
  /** Calls the listener once when the signal comes; answers how to stop listening. */
  onSignal: (name: "SIGINT" | "SIGTERM" | "SIGHUP", listener: () => void) => () => void;
}

/** Exit codes, as `signalbox --help` states them. */
export const EXIT = { ok: 0, failed: 1, usage: 2, inDoubt: 3 } as const;
