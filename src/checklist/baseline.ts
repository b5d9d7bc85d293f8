import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import * as z from "zod";
import { ruleId } from "./catalogue.js";
import { lineOf } from "./fingerprints.js";
import { readInput } from "./input-file.js";
import type { BaselineEntry, PlacedFinding, Report } from "./report.js";
import { slashed } from "./run/slashed.js";
import { byFindings } from "./verdicts.js";

const ENTRIES_MAX = 100_000;
const entry = z.strictObject({
  file: z.string().min(1),
  rule: z.string().min(1),
  text: z.string(),
  count: z.int().min(1).max(ENTRIES_MAX),
});
const schema = z.strictObject({
  version: z.literal(1),
  findings: z.array(entry).max(ENTRIES_MAX),
});

/**
 * The findings that are known, by file, rule and the text of the line, so that they are known again
 * when the line moves; of alike ones only the number is kept.
 */
export class Baseline {
  readonly #path: string;
  readonly #folder: string;
  readonly #cwd: string;
  readonly #entries = new Map<string, BaselineEntry>();

  /** @param path the file's own; paths in it are relative to its folder */
  constructor(path: string, cwd: string, entries: readonly BaselineEntry[] = []) {
    this.#path = path;
    this.#folder = dirname(resolve(cwd, path));
    this.#cwd = cwd;
    for (const one of entries) this.#entries.set(keyOf(one), one);
  }

  static read(path: string, cwd: string): Baseline {
    const { findings } = readInput(resolve(cwd, path), path, schema);
    return new Baseline(path, cwd, findings);
  }

  get entries(): BaselineEntry[] {
    return [...this.#entries.values()];
  }

  /** How many findings it knows. */
  get size(): number {
    return this.entries.reduce((sum, { count }) => sum + count, 0);
  }

  /** How many findings only the one and only the other knows. */
  difference(next: Baseline): { gone: number; fresh: number } {
    return { gone: this.#more(next), fresh: next.#more(this) };
  }

  #more(other: Baseline): number {
    return this.entries.reduce((sum, one) => {
      const there = other.#entries.get(keyOf(one))?.count ?? 0;
      return sum + Math.max(0, one.count - there);
    }, 0);
  }

  /** The report of what is new; how much was known and what is gone stands beside it. */
  apply(report: Report): Report {
    const left = new Map([...this.#entries].map(([key, { count }]) => [key, count]));
    const known = new Set<PlacedFinding>();
    for (const finding of report.findings) {
      const key = keyOf(this.#entryOf(finding));
      const count = left.get(key) ?? 0;
      if (count === 0) continue;
      left.set(key, count - 1);
      known.add(finding);
    }
    const isJudged = this.#judgedIn(report);
    const fixed = this.entries.flatMap((one) => {
      const count = left.get(keyOf(one)) ?? 0;
      return count > 0 && isJudged(one) ? [{ ...one, count }] : [];
    });
    const findings = report.findings.filter((finding) => !known.has(finding));
    return {
      ...report,
      findings,
      items: itemsWithout(report, findings, known),
      baseline: { known: known.size, fixed },
    };
  }

  /** What is known after this report; what it could not see stays as it was. */
  updated(report: Report): Baseline {
    const isJudged = this.#judgedIn(report);
    const counted = new Map<string, BaselineEntry>();
    for (const finding of report.findings) {
      const one = this.#entryOf(finding);
      const count = (counted.get(keyOf(one))?.count ?? 0) + 1;
      counted.set(keyOf(one), { ...one, count });
    }
    const unseen = this.entries.filter((one) => !counted.has(keyOf(one)) && !isJudged(one));
    return new Baseline(this.#path, this.#cwd, [...counted.values(), ...unseen]);
  }

  /** Written beside and renamed: a reader sees the old file or the new one. */
  write(): void {
    const target = resolve(this.#cwd, this.#path);
    const findings = this.entries.toSorted((one, two) => (keyOf(one) < keyOf(two) ? -1 : 1));
    const beside = `${target}.${process.pid}.tmp`;
    try {
      writeFileSync(beside, `${JSON.stringify({ version: 1, findings }, undefined, 2)}\n`);
      renameSync(beside, target);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
  }

  #entryOf(finding: PlacedFinding): BaselineEntry {
    return {
      file: this.#pathOf(finding.file),
      rule: ruleId(finding),
      text: lineOf(finding),
      count: 1,
    };
  }

  #pathOf(file: string): string {
    return slashed(relative(this.#folder, resolve(this.#cwd, file)));
  }

  /** Whether its absence means it is gone: its file is, or was judged by an engine that ran. */
  #judgedIn({ judged, engines }: Report): (one: BaselineEntry) => boolean {
    const files = new Set(judged.map((file) => this.#pathOf(file)));
    const idle = engines.filter(({ state }) => state !== "ran").map(({ name }) => name);
    return ({ file, rule }) =>
      !existsSync(resolve(this.#folder, file)) ||
      (files.has(file) && !idle.some((name) => rule.startsWith(`${name.split(" ")[0]}/`)));
  }
}

const keyOf = ({ file, rule, text }: BaselineEntry): string => `${file}\0${rule}\0${text}`;

/** An item of which only known findings are left has not passed. */
function itemsWithout(
  { items }: Report,
  findings: readonly PlacedFinding[],
  known: ReadonlySet<PlacedFinding>,
): Report["items"] {
  const counts = new Map<number, number>();
  for (const { item, confidence } of known) {
    if (confidence !== "low") counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  return items.map((item) => {
    const count = counts.get(item.id);
    if (count === undefined) return item;
    const because = `${count} known ${count === 1 ? "finding" : "findings"} in the baseline`;
    const judged = byFindings(findings.filter((finding) => finding.item === item.id));
    return Object.assign({}, item, judged ?? { verdict: "review", because });
  });
}
