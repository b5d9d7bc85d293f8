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
const FILES_PER_REQUEST_MAX = 16;

/**
 * Judges the files in child processes, which take them from both ends of the list: where it begins
 * with one language and ends with another, hardly any child loads and warms up the parser and the
 * lowering of both. A child that dies or goes over a file's time costs that one
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
  const untaken = [...files];
  try {
    await mapConcurrent(
      Array.from({ length: options.children }, (_, at) => at % 2 === 1),
      async (fromEnd, _index, signal) => {
        const next = () => portion(untaken, options.children, fromEnd);
        let left = next();
        while (left.length > 0 && !signal.aborted) {
          const child = take();
          const answered = await child.judge(left, { ...options, signal });
          left = left.slice(answered.count);
          if (answered.fault === undefined) {
            idle.push(child);
          } else {
            all.delete(child);
            const [culprit, ...rest] = left;
            if (culprit !== undefined) {
              options.onAnswer({ path: culprit.path, size: 0, skipped: answered.fault });
            }
            left = rest;
          }
          if (left.length === 0) left = next();
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

/** Takes files out of the list; towards its end fewer, so that all children end together. */
function portion(untaken: FileTask[], children: number, fromEnd: boolean): FileTask[] {
  const share = Math.ceil(untaken.length / (children * 2));
  const count = Math.min(share, FILES_PER_REQUEST_MAX);
  return fromEnd ? untaken.splice(-count, count) : untaken.splice(0, count);
}
