import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Baseline } from "../checklist/baseline.js";
import { catalogue, readPages } from "../checklist/catalogue.js";
import { runCheck, type CheckRequest } from "../checklist/check.js";
import { ChecklistError } from "../checklist/fault.js";
import { FORMATS } from "../checklist/formats/formats.js";
import type { Report } from "../checklist/report.js";
import type { KeptChildren } from "../checklist/run/kept-children.js";
import { settingsFor } from "../checklist/settings.js";
import { foldAlike } from "../checklist/fold-alike.js";
import { failsAt, onlySure } from "../checklist/threshold.js";
import type { CheckOptions } from "./check.js";
import { interruptedBy, shutdownOf } from "./shutdown.js";
import { EXIT, type Surroundings } from "./surroundings.js";

/** A check that is under way: what was asked, from where, and the processes it may use. */
interface Asked extends CheckOptions {
  cwd: string;
  paths: readonly string[];
  roots: readonly string[];
  kept: KeptChildren;
}

/** Judges paths against the checklist, prints the report, and answers the exit code. */
export async function judgePaths(surroundings: Surroundings, asked: Asked): Promise<number> {
  const { stderr, checklist } = surroundings;
  const shutdown = shutdownOf(surroundings);
  const { cwd, baseline: path, updateBaseline } = asked;
  const isNew = path === undefined || (updateBaseline && !existsSync(resolve(cwd, path)));
  try {
    const known = isNew ? new Baseline(path ?? "", cwd) : Baseline.read(path, cwd);
    const request = requestOf(asked);
    const { signal } = shutdown;
    const progress = stderr.isTTY ? { progress: progressOn(stderr) } : {};
    const report = await runCheck({ ...request, signal, ...progress }, checklist);
    if (path !== undefined && updateBaseline) return update(surroundings, path, known, report);
    return print(surroundings, path === undefined ? report : known.apply(report), asked);
  } catch (error) {
    if (shutdown.signal.aborted) throw interruptedBy(shutdown.signal);
    if (!(error instanceof ChecklistError)) throw error;
    stderr.write(`signalbox: ${error.message}\n`);
    return EXIT.usage;
  } finally {
    shutdown.ignoreSignals();
  }
}

function requestOf(asked: Asked): Omit<CheckRequest, "signal"> {
  const { cwd, paths, roots, kept, base, changed, types, config } = asked;
  const changedSince = base ?? (changed ? "HEAD" : undefined);
  return {
    paths,
    cwd,
    roots,
    kept,
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
