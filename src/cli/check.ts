import { resolve } from "node:path";
import { runCheck } from "../checklist/check.js";
import { ChecklistError } from "../checklist/fault.js";
import { catalogue, readPages } from "../checklist/catalogue.js";
import { FORMATS, type FormatName } from "../checklist/formats/formats.js";
import { failsAt, onlySure, type Threshold } from "../checklist/threshold.js";
import { EXIT, type Surroundings } from "./surroundings.js";

/** What the command line says of a check. */
export interface CheckOptions {
  format: FormatName;
  json?: true;
  failOn: Threshold;
  all?: true;
  changed?: true;
  base?: string;
  root?: string[];
  types: boolean;
}

/** Judges paths against the checklist, prints the report, and answers the exit code. */
export async function checkCommand(
  surroundings: Surroundings,
  paths: readonly string[],
  options: CheckOptions,
): Promise<number> {
  const { stdout, stderr, checklist, version } = surroundings;
  const controller = new AbortController();
  const stop = surroundings.onSignal("SIGINT", () => controller.abort(new Error("interrupted")));
  const cwd = process.cwd();
  // Whoever types a path means it; --root narrows what may be read.
  const roots = options.root?.map((root) => resolve(cwd, root)) ?? [
    cwd,
    ...paths.map((path) => resolve(cwd, path)),
  ];
  const changedSince = options.base ?? (options.changed ? "HEAD" : undefined);
  try {
    const report = await runCheck(
      {
        paths,
        cwd,
        roots,
        typed: options.types,
        signal: controller.signal,
        ...(changedSince !== undefined && { changedSince }),
        ...(stderr.isTTY && { progress: progressOn(stderr) }),
      },
      checklist,
    );
    const colours = stdout.isTTY && surroundings.env["NO_COLOR"] === undefined;
    const format = FORMATS[options.json ? "json" : options.format];
    const rules = () => catalogue(readPages(checklist.rulePagesUrl));
    stdout.write(format(options.all ? report : onlySure(report), { version, colours, rules }));
    return failsAt(report, options.failOn) ? EXIT.failed : EXIT.ok;
  } catch (error) {
    if (!(error instanceof ChecklistError)) throw error;
    stderr.write(`signalbox: ${error.message}\n`);
    return EXIT.usage;
  } finally {
    stop();
  }
}

const PROGRESS_EVERY_MS = 100;

/** One line that is written over; runs that are over at once show nothing. */
function progressOn(stderr: Surroundings["stderr"]): (done: number, total: number) => void {
  let shownAt = performance.now() + 4 * PROGRESS_EVERY_MS;
  let shown = false;
  return (done, total) => {
    const now = performance.now();
    if (done === total && shown) stderr.write("\r\u001b[K");
    else if (now - shownAt >= PROGRESS_EVERY_MS) {
      stderr.write(`\r\u001b[Kchecking ${done} of ${total} files`);
      shownAt = now;
      shown = true;
    }
  };
}
