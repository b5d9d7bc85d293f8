import { isAbsolute, relative } from "node:path";
import type { Borrowed } from "../engines/run-engines.js";
import type { PlacedFinding, SkippedFile } from "../report.js";
import type { Settings } from "../settings.js";
import { sourceAt } from "./check-file.js";
import type { ChildAnswer, FileTask } from "./messages.js";
import { readSource } from "./read-source.js";
import type { Signal } from "./signals.js";
import { slashed } from "./slashed.js";

/** A finding with the absolute path of its file; `finding.file` is what people are shown. */
interface Found {
  path: string;
  finding: PlacedFinding;
}

type Judged = NonNullable<ChildAnswer["report"]>;

/** What the children and the engines said so far, joined into one list. */
export class Collected {
  readonly signals = new Map<Signal, string>();
  readonly skipped: SkippedFile[] = [];
  readonly #cwd: string;
  readonly #adjust: Settings["adjust"];
  readonly #own: Found[] = [];
  readonly #judged = new Map<string, Judged>();

  constructor(cwd: string, adjust: Settings["adjust"]) {
    this.#cwd = cwd;
    this.#adjust = adjust;
  }

  /** The files that were judged, as people are shown them. */
  get judged(): string[] {
    return [...this.#judged.keys()].map((path) => this.#shown(path));
  }

  add({ path, report, skipped }: ChildAnswer): void {
    const file = this.#shown(path);
    if (report === undefined) {
      this.skipped.push({ file, because: skipped });
      return;
    }
    this.#judged.set(path, report);
    for (const raw of report.findings) {
      const finding = this.#adjust({ ...raw, file });
      if (finding !== undefined) this.#own.push({ path, finding });
    }
    for (const signal of report.signals) {
      if (!this.signals.has(signal)) this.signals.set(signal, file);
    }
    for (const fault of report.faults)
      this.skipped.push({ file, because: `rule failed: ${fault}` });
  }

  /** Evidence that no code shows, with the absolute path of the file that does. */
  note(evidence: ReadonlyMap<Signal, string>): void {
    for (const [kind, path] of evidence) {
      if (!this.signals.has(kind)) this.signals.set(kind, this.#shown(path));
    }
  }

  /**
   * Our own findings, and of the borrowed ones the surest about each line and item on which we
   * found nothing ourselves, in files that were judged, where nobody allowed it.
   */
  all(borrowed: readonly Borrowed[], tasks: readonly FileTask[]): Found[] {
    const seen = new Set(this.#own.map(({ path, finding }) => placeOf(path, finding)));
    for (const [path, { silenced }] of this.#judged) {
      for (const place of silenced) seen.add(`${path}:${place}`);
    }
    const texts = new Map(tasks.map(({ path, text }) => [path, text]));
    const lines = new Map<string, string[]>();
    const added = borrowed.toSorted(bySureness).flatMap(({ path, ...finding }): Found[] => {
      const report = this.#judged.get(path);
      if (report === undefined || seen.has(placeOf(path, finding))) return [];
      if (isAllowed(report, finding) || isHarmless(report, finding)) return [];
      const adjusted = this.#adjust({ ...finding, file: this.#shown(path), source: "" });
      if (adjusted === undefined) return [];
      seen.add(placeOf(path, finding));
      if (!lines.has(path)) lines.set(path, (texts.get(path) ?? readText(path)).split(/\r?\n/));
      const line = lines.get(path)?.[finding.line - 1] ?? "";
      const source = sourceAt(line, finding.column);
      return [{ path, finding: { ...adjusted, source } }];
    });
    return [...this.#own, ...added];
  }

  /** Relative to where we are, unless that leads out of it. */
  #shown(path: string): string {
    if (!isAbsolute(path)) return path;
    const inside = slashed(relative(this.#cwd, path));
    return inside.startsWith("../") || inside === "" ? path : inside;
  }
}

const placeOf = (path: string, { line, item }: { line: number; item: number }): string =>
  `${path}:${line}:${item}`;

const SURENESS = { high: 0, medium: 1, low: 2 } as const;

const bySureness = (one: Borrowed, two: Borrowed): number =>
  SURENESS[one.confidence] - SURENESS[two.confidence];

/** A rule of another tool is allowed by its name with or without its plugin's. */
function isAllowed({ suppressions }: Judged, finding: { line: number; rule: string }): boolean {
  const { line, rule } = finding;
  return suppressions.some(
    ({ covers, rule: allowed }) =>
      covers === line && (allowed === rule || allowed === rule.split("/").at(-1)),
  );
}

/** Types alone do not tell that a promise is dealt with, or has nothing to tell. */
const isHarmless = ({ harmless }: Judged, finding: { line: number; rule: string }): boolean =>
  NEEDS_A_LOOK.has(finding.rule) && harmless.includes(finding.line);

/** What other engines report without seeing who waits, or what runs the code. */
const NEEDS_A_LOOK = new Set(["typescript/no-floating-promises"]);

function readText(path: string): string {
  try {
    return readSource(path);
  } catch {
    return "";
  }
}
