import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Baseline } from "../checklist/baseline.js";
import { catalogue, readPages } from "../checklist/catalogue.js";
import { runCheck, type CheckRequest } from "../checklist/check.js";
import { ChecklistError } from "../checklist/fault.js";
import { FORMATS, type FormatName } from "../checklist/formats/formats.js";
import type { Report } from "../checklist/report.js";
import { settingsFor } from "../checklist/settings.js";
import { foldAlike } from "../checklist/fold-alike.js";
import { failsAt, onlySure, type Threshold } from "../checklist/threshold.js";
import { interruptedBy, shutdownOf } from "./shutdown.js";
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
  config?: string;
  baseline?: string;
  updateBaseline?: true;
}

/** What cannot be meant, in words. */
export function wrongOptions(
  paths: readonly string[],
  { baseline, updateBaseline, changed, base }: CheckOptions,
): string | undefined {
  if (paths.length === 0) return "give a file, folder or glob";
  if (!updateBaseline) return undefined;
  if (baseline === undefined) return "--update-baseline needs --baseline FILE";
  return changed || base !== undefined
    ? "--update-baseline needs whole files: leave out --changed and --base"
    : undefined;
}

/** Judges paths against the checklist, prints the report, and answers the exit code. */
export async function checkCommand(
  surroundings: Surroundings,
  paths: readonly string[],
  options: CheckOptions,
): Promise<number> {
  const { stderr, checklist } = surroundings;
  const shutdown = shutdownOf(surroundings);
  const cwd = process.cwd();
  const { baseline: path, updateBaseline } = options;
  const isNew = path === undefined || (updateBaseline && !existsSync(resolve(cwd, path)));
  try {
    const known = isNew ? new Baseline(path ?? "", cwd) : Baseline.read(path, cwd);
    const request = requestOf(cwd, paths, options);
    const { signal } = shutdown;
    const progress = stderr.isTTY ? { progress: progressOn(stderr) } : {};
    const report = await runCheck({ ...request, signal, ...progress }, checklist);
    if (path !== undefined && updateBaseline) return update(surroundings, path, known, report);
    return print(surroundings, path === undefined ? report : known.apply(report), options);
  } catch (error) {
    if (shutdown.signal.aborted) throw interruptedBy(shutdown.signal);
    if (!(error instanceof ChecklistError)) throw error;
    stderr.write(`signalbox: ${error.message}\n`);
    return EXIT.usage;
  } finally {
    shutdown.ignoreSignals();
  }
}

function requestOf(
  cwd: string,
  paths: readonly string[],
  { root, base, changed, types, config }: CheckOptions,
): Omit<CheckRequest, "signal"> {
  // Whoever types a path means it; --root narrows what may be read.
  const roots = root?.map((each) => resolve(cwd, each)) ?? [
    cwd,
    ...paths.map((path) => resolve(cwd, path)),
  ];
  const changedSince = base ?? (changed ? "HEAD" : undefined);
  return {
    paths,
    cwd,
    roots,
    typed: types,
    settings: settingsFor(cwd, config),
    ...(changedSince !== undefined && { changedSince }),
  };
}

function print(surroundings: Surroundings, report: Report, options: CheckOptions): number {
  const { stdout, checklist, version, env } = surroundings;
  const colours = stdout.isTTY && env["NO_COLOR"] === undefined;
  const name = options.json ? "json" : options.format;
  // Code scanning follows each place on its own.
  const shown = options.all ? report : onlySure(report);
  const findings = name === "sarif" ? shown.findings : foldAlike(shown.findings);
  const rules = () => catalogue(readPages(checklist.rulePagesUrl));
  stdout.write(FORMATS[name]({ ...shown, findings }, { version, colours, rules }));
  return failsAt(report, options.failOn) ? EXIT.failed : EXIT.ok;
}

function update({ stdout }: Surroundings, path: string, known: Baseline, report: Report): number {
  const next = known.updated(report);
  next.write();
  const { gone, fresh } = known.difference(next);
  const findings = next.size === 1 ? "1 finding" : `${next.size} findings`;
  stdout.write(`${path}: ${findings}, ${fresh} new, ${gone} gone\n`);
  return EXIT.ok;
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
