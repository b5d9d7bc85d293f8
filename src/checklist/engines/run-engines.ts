import { languageOf } from "../parse.js";
import { TimeoutError, withTimeout } from "../../primitives/with-timeout.js";
import type { PlacedFinding } from "../report.js";
import type { KeptChildren } from "../run/kept-children.js";
import {
  itemsOf,
  OXLINT_RULES,
  OXLINT_TYPED_RULES,
  RUFF_RULES,
  type BorrowedRule,
} from "./borrowed.js";
import type { Diagnostic, EngineFile, EngineResult } from "./engine.js";
import { runOxlint } from "./oxlint.js";
import { runRuff } from "./ruff.js";
import { visible } from "../visible.js";

/** Items that each engine looks at, but for its rules that are off. */
export const engineItems = (off: ReadonlySet<string>): [string, ReadonlySet<number>][] => [
  ["ruff", itemsOf(RUFF_RULES, "ruff", off)],
  ["oxlint", itemsOf(OXLINT_RULES, "oxlint", off)],
  ["oxlint types", itemsOf(OXLINT_TYPED_RULES, "oxlint", off)],
];

const TABLES = { ruff: RUFF_RULES, oxlint: { ...OXLINT_RULES, ...OXLINT_TYPED_RULES } };

export interface EngineOptions {
  ruffUrl: URL;
  engines: NodeJS.Require;
  typed: boolean;
  /** How long each may take, in milliseconds from now; as long as it needs if left out. */
  timeoutMs?: number | undefined;
  kept?: KeptChildren | undefined;
  signal: AbortSignal;
}

/** A borrowed finding; its line of code is added by who has the file. */
export type Borrowed = Omit<PlacedFinding, "file" | "source"> & { path: string };

/** Runs the engines side by side; one that is missing, fails or is late says so in its state. */
export async function runEngines(
  files: readonly EngineFile[],
  { ruffUrl, engines, typed, timeoutMs, kept, signal }: EngineOptions,
): Promise<{ states: EngineResult["states"]; findings: Borrowed[] }> {
  const ours = (language: string) => files.filter(({ path }) => languageOf(path) === language);
  const limits = { timeoutMs, signal };
  const [ruff, oxlint] = await Promise.all([
    inTime(["ruff"], limits, (own) =>
      runRuff(ours("python"), { ruffUrl, engines, kept, signal: own }),
    ),
    inTime(["oxlint", "oxlint types"], limits, (own) =>
      runOxlint(ours("typescript"), { engines, typed, signal: own }),
    ),
  ]);
  return {
    states: [...ruff.states, ...oxlint.states],
    findings: [
      ...ruff.diagnostics.flatMap((one) => borrow("ruff", one)),
      ...oxlint.diagnostics.flatMap((one) => borrow("oxlint", one)),
    ],
  };
}

/** What the engine answers, or that it was too late. */
async function inTime(
  names: readonly string[],
  { timeoutMs, signal }: Pick<EngineOptions, "timeoutMs" | "signal">,
  run: (signal: AbortSignal) => Promise<EngineResult>,
): Promise<EngineResult> {
  if (timeoutMs === undefined) return run(signal);
  try {
    return await withTimeout(run, { timeoutMs, signal });
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    const late = { state: "unavailable", detail: `took longer than ${timeoutMs} ms` } as const;
    return { states: names.map((name) => ({ name, ...late })), diagnostics: [] };
  }
}

function borrow(origin: "ruff" | "oxlint", diagnostic: Diagnostic): Borrowed[] {
  const table: Readonly<Record<string, BorrowedRule>> = TABLES[origin];
  const rule = Object.hasOwn(table, diagnostic.rule) ? table[diagnostic.rule] : undefined;
  if (rule === undefined) return [];
  if (rule.unless?.test(diagnostic.message) === true) return [];
  const { item, level, confidence, fix } = rule;
  const message = rule.message ?? visible(diagnostic.message.replaceAll("\n", " "));
  return [{ ...diagnostic, origin, item, level, confidence, message, fix }];
}
