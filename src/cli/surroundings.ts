import type { Parts } from "../checklist/check.js";
import type { SignalSource } from "../primitives/graceful-shutdown.js";
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
  signals: SignalSource;
  /** Ends the process at once, whatever is under way. */
  exit: (code: number) => void;
}

/** Exit codes, as `signalbox --help` states them. */
export const EXIT = { ok: 0, failed: 1, usage: 2, inDoubt: 3 } as const;
