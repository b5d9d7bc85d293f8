import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import ignore from "ignore";
import * as z from "zod";
import { catalogue, ruleId } from "./catalogue.js";
import { findRule } from "./explain.js";
import { ChecklistError } from "./fault.js";
import { readInput } from "./input-file.js";
import type { PlacedFinding } from "./report.js";

/** Found beside what is checked; nobody needs one. */
const SETTINGS_FILE = "signalbox.config.json";

const RULE_LEVELS = ["off", "review", "fail"] as const;
type RuleLevel = (typeof RULE_LEVELS)[number];

const RULES_MAX = 1_000;
const PATTERN_CHARACTERS_MAX = 1_000;

const schema = z.strictObject({
  $schema: z.string().optional(),
  /** By rule: `off`, `review` (never fails by itself), `fail` (counts as sure). */
  rules: z.record(z.string(), z.enum(RULE_LEVELS)).default({}),
  /** Patterns as in `.gitignore`, from the file's folder. */
  ignore: z.array(z.string().min(1).max(PATTERN_CHARACTERS_MAX)).max(RULES_MAX).default([]),
});

/** What the user decided about rules and paths. */
export interface Settings {
  /** The rules that are switched off, by id. */
  off: ReadonlySet<string>;
  /** Whether a file, by its absolute path, is left alone. */
  ignores: (path: string) => boolean;
  /** The finding at its rule's level, or nothing when the rule is off. */
  adjust: (finding: PlacedFinding) => PlacedFinding | undefined;
}

/** The settings that count in a folder: of the file named, or of the one there or above it. */
export function settingsFor(cwd: string, named?: string): Settings {
  if (named !== undefined) return readSettings(resolve(cwd, named), named);
  const folder = foldersOfRepository(cwd).find((each) => existsSync(join(each, SETTINGS_FILE)));
  return folder === undefined ? NO_SETTINGS : settingsIn(folder);
}

/** The settings of this very folder, for whoever may read nothing above it. */
export function settingsIn(folder: string): Settings {
  const path = join(folder, SETTINGS_FILE);
  return existsSync(path) ? readSettings(path, SETTINGS_FILE) : NO_SETTINGS;
}

/** From here up to the repository's top; outside of any, what lies above is nobody's decision. */
function foldersOfRepository(cwd: string): string[] {
  const folders = [cwd];
  for (let at = cwd; !existsSync(join(at, ".git")); folders.push(at)) {
    if (at === dirname(at)) return [cwd];
    at = dirname(at);
  }
  return folders;
}

export const NO_SETTINGS: Settings = {
  off: new Set(),
  ignores: () => false,
  adjust: (finding) => finding,
};

function readSettings(path: string, shown: string): Settings {
  const { rules, ignore: patterns } = readInput(path, shown, schema);
  const levels = levelsById(rules, shown);
  const folder = dirname(realpathSync(path));
  const ignored = ignore().add(patterns);
  return {
    off: new Set([...levels].flatMap(([id, level]) => (level === "off" ? [id] : []))),
    ignores: (file) => {
      const inside = relative(folder, file).split(sep).join("/");
      return inside !== "" && !inside.startsWith("../") && ignored.ignores(inside);
    },
    adjust: (finding) => {
      const level = levels.get(ruleId(finding));
      if (level === undefined) return finding;
      if (level === "off") return undefined;
      return { ...finding, level, ...(level === "fail" && { confidence: "high" }) };
    },
  };
}

function levelsById(
  rules: Readonly<Record<string, RuleLevel>>,
  shown: string,
): Map<string, RuleLevel> {
  const known = catalogue({});
  return new Map(
    Object.entries(rules).map(([name, level]) => {
      const rule = findRule(known, name);
      if (rule !== undefined) return [rule.id, level];
      const where = `${basename(shown)}: rules`;
      throw new ChecklistError(
        "bad-config",
        `${where}: no rule is called ${JSON.stringify(name.slice(0, 80))}; see check --list-rules`,
      );
    }),
  );
}
