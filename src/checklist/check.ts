import { availableParallelism } from "node:os";
import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { discover } from "./files/discover.js";
import { changedLines, touches, type ChangedLines } from "./files/changed.js";
import type { EngineState, PlacedFinding, Report, SkippedFile } from "./report.js";
import { judgeInChildren } from "./run/child-pool.js";
import type { ChildAnswer, FileTask } from "./run/messages.js";
import type { Signal } from "./run/signals.js";
import { RULES } from "./rules.js";
import { verdicts } from "./verdicts.js";

/** What each engine looks for; an item that none looks for cannot pass. */
const ENGINE_ITEMS = new Map([["signalbox", new Set(RULES.map(({ item }) => item))]]);

/** Where this build keeps what a check runs. */
export interface Parts {
  childUrl: URL;
  pythonGrammarUrl: URL;
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
  const { cwd, roots, signal, snippet } = request;
  const changed =
    request.changedSince === undefined
      ? undefined
      : await changedLines(cwd, request.changedSince, signal);
  const tasks = await tasksOf(request, changed);
  const collected = new Collected(cwd, tasks.length, request.progress);
  const children = Math.min(
    CHILDREN_MAX,
    availableParallelism(),
    Math.max(1, Math.ceil(tasks.length / FILES_PER_CHILD_MIN)),
  );
  await judgeInChildren(tasks, {
    childUrl: parts.childUrl,
    setup: { roots: roots.map(slashed), pythonGrammar: fileURLToPath(parts.pythonGrammarUrl) },
    children,
    fileMs: FILE_MS_MAX,
    signal,
    onAnswer: (answer) => collected.add(answer),
  });
  const found =
    changed === undefined || snippet !== undefined
      ? collected.findings
      : collected.findings.filter(({ path, finding }) =>
          touches(changed, path, finding.line, finding.endLine),
        );
  return report(
    found.map(({ finding }) => finding),
    collected,
    [],
  );
}

async function tasksOf(
  { paths, snippet, cwd, roots }: CheckRequest,
  changed: ChangedLines | undefined,
): Promise<FileTask[]> {
  if (snippet !== undefined) return [{ path: snippet.name, text: snippet.text }];
  const files = await discover(paths, { cwd, roots });
  const wanted = changed === undefined ? files : files.filter((file) => changed.has(file));
  return wanted.map((file) => ({ path: slashed(file) }));
}

function report(
  findings: PlacedFinding[],
  { signals, skipped, files }: Collected,
  engines: EngineState[],
): Report {
  const sorted = findings.toSorted(
    (one, two) => compare(one.file, two.file) || one.line - two.line || one.column - two.column,
  );
  const items = verdicts({ findings: sorted, signals, engines, engineItems: ENGINE_ITEMS });
  return { items, findings: sorted, engines, skipped, files };
}

const compare = (one: string, two: string): number => (one < two ? -1 : one > two ? 1 : 0);

const slashed = (path: string): string => path.split(sep).join("/");

/** What the children answered so far; paths become the ones that people are shown. */
class Collected {
  readonly findings: { path: string; finding: PlacedFinding }[] = [];
  readonly signals = new Map<Signal, string>();
  readonly skipped: SkippedFile[] = [];
  files = 0;
  readonly #cwd: string;
  readonly #total: number;
  readonly #progress: CheckRequest["progress"];
  #answered = 0;

  constructor(cwd: string, total: number, progress: CheckRequest["progress"]) {
    this.#cwd = cwd;
    this.#total = total;
    this.#progress = progress;
  }

  add({ path, report: own, skipped }: ChildAnswer): void {
    this.#answered += 1;
    this.#progress?.(this.#answered, this.#total);
    const file = this.#shown(path);
    if (own === undefined) {
      this.skipped.push({ file, because: skipped });
      return;
    }
    this.files += 1;
    for (const finding of own.findings) {
      this.findings.push({ path, finding: { ...finding, file } });
    }
    for (const signal of own.signals) if (!this.signals.has(signal)) this.signals.set(signal, file);
    for (const fault of own.faults) this.skipped.push({ file, because: `rule failed: ${fault}` });
  }

  /** Relative to where we are, unless that leads out of it. */
  #shown(path: string): string {
    if (!isAbsolute(path)) return path;
    const inside = slashed(relative(this.#cwd, path));
    return inside.startsWith("../") || inside === "" ? path : inside;
  }
}
