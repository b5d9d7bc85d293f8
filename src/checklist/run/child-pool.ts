import { mapConcurrent } from "../../primitives/map-concurrent.js";
import { JudgingChild, type ChildProgram, type Judging } from "./judging-child.js";
import type { KeptChildren } from "./kept-children.js";
import type { FileTask } from "./messages.js";

export interface PoolOptions<Report> extends ChildProgram, Judging<Report> {
  /** How many children work at once. */
  children: number;
  /** Where children come from and go to; without it they are started and ended with the run. */
  kept?: KeptChildren | undefined;
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
  const { kept } = options;
  const idle: JudgingChild[] = [];
  const all = new Set<JudgingChild>();
  const take = (): JudgingChild => {
    const child = idle.pop() ?? kept?.take(options) ?? new JudgingChild(options);
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
          const answered = await child.judge(left, { ...options, signal });
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
    for (const child of all) {
      if (kept !== undefined && idle.includes(child)) kept.keep(options, child);
      else child.end();
    }
  }
}

function* portions(files: readonly FileTask[]): Generator<readonly FileTask[]> {
  for (let at = 0; at < files.length; at += FILES_PER_REQUEST) {
    yield files.slice(at, at + FILES_PER_REQUEST);
  }
}
