import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { engineItems, runEngines } from "./engines/run-engines.js";
import { changedLines, touches, type ChangedLines } from "./files/changed.js";
import { configuredEvidence } from "./files/configured-evidence.js";
import { discover } from "./files/discover.js";
import { languageOf } from "./parse.js";
import type { EngineState, PlacedFinding, Report } from "./report.js";
import type { FileReport } from "./run/check-file.js";
import { judgeInChildren } from "./run/child-pool.js";
import type { KeptChildren } from "./run/kept-children.js";
import { RULES } from "./rules.js";
import { Collected } from "./run/collected.js";
import type { FileTask } from "./run/messages.js";
import { slashed } from "./run/slashed.js";
import { judgingProgram } from "./start-ahead.js";
import { NO_SETTINGS, type Settings } from "./settings.js";
import { verdicts } from "./verdicts.js";

/** What each engine looks for; an item that none looks for cannot pass. */
const lookedFor = ({ off }: Settings): Map<string, ReadonlySet<number>> =>
  new Map([
    ...engineItems(off),
    ["signalbox", new Set(RULES.flatMap(({ name, item }) => (off.has(name) ? [] : item)))],
  ]);

/** Where this build keeps what a check runs. */
export interface Parts {
  /** The programs of the processes that judge, and that run ruff. */
  childUrl: URL;
  ruffUrl: URL;
  pythonGrammarUrl: URL;
  /** The pages that explain our rules. */
  rulePagesUrl: URL;
  /** Finds the borrowed engines, which need not be installed. */
  engines: NodeJS.Require;
}

export interface CheckRequest {
  /** Files, folders and globs; or else one text. */
  paths: readonly string[];
  snippet?: { text: string; name: string };
  cwd: string;
  /** Nothing outside these folders is read. */
  roots: readonly string[];
  /** Only findings on lines that changed since this commit, `HEAD` for what is not committed. */
  changedSince?: string;
  /** Whether the engine that needs types runs; without it, its items cannot simply pass. */
  typed: boolean;
  /** How long each borrowed engine may take, in milliseconds; its own time if left out. */
  enginesMs?: number;
  /** What the user decided about rules and paths. */
  settings?: Settings;
  /** Where children come from and go to; without it the run starts and ends its own. */
  kept?: KeptChildren;
  signal: AbortSignal;
  /** Told how many of the files are judged. */
  progress?: (done: number, total: number) => void;
}

/** A file may take this long; a child that takes longer is ended. */
const FILE_MS_MAX = 10_000;
const CHILDREN_MAX = 8;
/** Below this many files, a second process costs more than it brings. */
const FILES_PER_CHILD_MIN = 24;

/** Judges files, or a text, against the fifteen items. Code is parsed, never run or written. */
export async function runCheck(request: CheckRequest, parts: Parts): Promise<Report> {
  const { cwd, signal, snippet, changedSince, typed, enginesMs } = request;
  const { kept, settings = NO_SETTINGS } = request;
  const changed =
    changedSince === undefined ? undefined : await changedLines(cwd, changedSince, signal);
  const tasks = await tasksOf(request, changed);
  const children = childrenFor(tasks.length);
  const [collected, engines] = await Promise.all([
    judge(request, tasks, parts, children),
    runEngines(tasks, {
      ruffUrl: parts.ruffUrl,
      engines: parts.engines,
      typed,
      timeoutMs: enginesMs,
      kept,
      signal,
    }),
  ]);
  const found = collected.all(engines.findings, tasks);
  const wanted =
    changed === undefined || snippet !== undefined
      ? found
      : found.filter(({ path, finding }) => touches(changed, path, finding.line, finding.endLine));
  return report(
    wanted.map(({ finding }) => finding),
    collected,
    engines.states,
    settings,
  );
}

const childrenFor = (files: number): number =>
  Math.min(
    CHILDREN_MAX,
    availableParallelism(),
    Math.max(1, Math.ceil(files / FILES_PER_CHILD_MIN)),
  );

async function judge(
  { cwd, paths, roots, signal, progress, kept, settings = NO_SETTINGS }: CheckRequest,
  tasks: readonly FileTask[],
  parts: Parts,
  children: number,
): Promise<Collected> {
  const collected = new Collected(cwd, settings.adjust);
  let done = 0;
  // A child takes files from one end: so it mostly stays with one language.
  const byLanguage = tasks.toSorted((one, two) => place(one) - place(two));
  await judgeInChildren<FileReport>(byLanguage, {
    ...judgingProgram(parts, roots),
    children,
    fileMs: FILE_MS_MAX,
    kept,
    signal,
    onAnswer: (answer) => {
      collected.add(answer);
      done += 1;
      progress?.(done, tasks.length);
    },
  });
  collected.note(configuredEvidence(foldersOf(paths, cwd)));
  return collected;
}

const place = ({ path }: FileTask): number => (languageOf(path) === "python" ? 0 : 1);

/** The folders among the paths; that they may be read was seen when they were searched. */
const foldersOf = (paths: readonly string[], cwd: string): string[] =>
  paths
    .map((path) => resolve(cwd, path))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true);

async function tasksOf(
  { paths, snippet, cwd, roots, settings = NO_SETTINGS }: CheckRequest,
  changed: ChangedLines | undefined,
): Promise<FileTask[]> {
  if (snippet !== undefined) return [{ path: snippet.name, text: snippet.text }];
  const found = await discover(paths, { cwd, roots });
  const files = found.filter((file) => !settings.ignores(file));
  const wanted = changed === undefined ? files : files.filter((file) => changed.has(file));
  const named = new Set(paths.map((path) => resolve(cwd, path)));
  return wanted.map((file) => ({ path: slashed(file), isNamed: named.has(file) }));
}

function report(
  findings: readonly PlacedFinding[],
  { signals, skipped, judged }: Collected,
  engines: EngineState[],
  settings: Settings,
): Report {
  const sorted = findings.toSorted(
    (one, two) => compare(one.file, two.file) || one.line - two.line || one.column - two.column,
  );
  const items = verdicts({ findings: sorted, signals, engines, engineItems: lookedFor(settings) });
  return { items, findings: sorted, engines, skipped, files: judged.length, judged };
}

const compare = (one: string, two: string): number => (one < two ? -1 : one > two ? 1 : 0);
