import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  OXLINT_RULES,
  OXLINT_TYPED_RULES,
  RUFF_RULES,
  type BorrowedRule,
} from "./engines/borrowed.js";
import { RUFF_NAMES } from "./engines/ruff-names.js";
import type { Confidence, Level } from "./finding.js";
import type { Language } from "./ir/source-file.js";
import { leadOf } from "./page.js";
import type { Origin, PlacedFinding } from "./report.js";
import { RULES } from "./rules.js";
import { SUPPRESSION_RULE } from "./run/suppressions.js";

/** One rule, our own or borrowed, as `--list-rules` and `--explain` tell it. */
export interface RuleInfo {
  /** As it stands in configuration and SARIF: `missing-timeout`, `ruff/S113`. */
  id: string;
  rule: string;
  origin: Origin;
  item: number;
  level: Level;
  confidence: Confidence;
  languages: readonly Language[];
  /** What goes wrong at run time. */
  why: string;
  /** The repair, where it is the same for every finding. */
  fix?: string;
  /** Our page with its examples, as Markdown. */
  page?: string;
  /** The documentation of who wrote the rule. */
  url?: string;
}

/** The pages of our own rules by their names, as the build put them into one file. */
export type Pages = Readonly<Record<string, string>>;

export const readPages = (url: URL): Pages =>
  JSON.parse(readFileSync(fileURLToPath(url), "utf8")) as Pages;

export const ruleId = ({ origin, rule }: Pick<PlacedFinding, "origin" | "rule">): string =>
  origin === "signalbox" ? rule : `${origin}/${rule}`;

/** Every rule that a finding can name, in the order of items. */
export function catalogue(pages: Pages): RuleInfo[] {
  const own = RULES.map(({ name, item, level, confidence, languages }): RuleInfo => {
    const page = pages[name] ?? "";
    return {
      id: name,
      rule: name,
      origin: "signalbox",
      item,
      level,
      confidence,
      languages,
      why: leadOf(page),
      page,
    };
  });
  const all = [...own, withoutReason, ...borrowed("ruff", "python", RUFF_RULES)].concat(
    borrowed("oxlint", "typescript", { ...OXLINT_RULES, ...OXLINT_TYPED_RULES }),
  );
  return all.toSorted((one, two) => one.item - two.item);
}

const withoutReason: RuleInfo = {
  id: SUPPRESSION_RULE,
  rule: SUPPRESSION_RULE,
  origin: "signalbox",
  // Findings count against the item that was silenced.
  item: 4,
  level: "fail",
  confidence: "high",
  languages: ["typescript", "python"],
  why: "A finding that is allowed without a reason hides a fault that nobody has looked at.",
  fix: "write `signalbox-allow rule: why it is right here`",
};

function borrowed(
  origin: "ruff" | "oxlint",
  language: Language,
  table: Readonly<Record<string, BorrowedRule>>,
): RuleInfo[] {
  return Object.entries(table).map(([rule, { item, level, confidence, message, fix }]) => {
    const name = (origin === "ruff" ? RUFF_NAMES[rule] : undefined) ?? rule;
    return {
      id: `${origin}/${rule}`,
      rule,
      origin,
      item,
      level,
      confidence,
      languages: [language],
      why: message ?? `${name}, as ${origin} explains it`,
      fix,
      url: urlOf(origin, name),
    };
  });
}

const urlOf = (origin: "ruff" | "oxlint", name: string): string =>
  origin === "ruff"
    ? `https://docs.astral.sh/ruff/rules/${name}/`
    : `https://oxc.rs/docs/guide/usage/linter/rules/${name}.html`;
