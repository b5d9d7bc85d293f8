import type { ParsedScript } from "unbash";
import { readTables } from "./command-table.js";
import {
  Effects,
  type EmbeddedSql,
  type ShellAccess,
  type ShellEvidence,
  type Verdict,
} from "./effects.js";
import { judgeCommand } from "./judge-command.js";
import type { Scope, ShellRules } from "./scope.js";
import { endsInSession } from "./session.js";
import { BUILTIN_COMMANDS } from "./tables/builtins.js";
import { CLOUD_COMMANDS } from "./tables/cloud.js";
import { FILE_COMMANDS } from "./tables/files.js";
import { GIT_COMMANDS } from "./tables/git.js";
import { PACKAGE_COMMANDS } from "./tables/packages.js";
import { SYSTEM_COMMANDS } from "./tables/system.js";
import { TEXT_COMMANDS } from "./tables/text.js";
import { WRAPPER_COMMANDS } from "./tables/wrappers.js";
import { collectVariables, emptyVariables } from "./variables.js";
import { judgeScript } from "./walk.js";

/** The longest command line that is read; a longer one is unknown. */
export const COMMAND_BYTES_MAX = 64 * 1024;

export interface ShellContext {
  /** Absolute path that relative ones are resolved against. */
  readonly cwd: string;
  /** Absolute path of `~`; without it such paths are unknown. */
  readonly home?: string;
  /** Judges SQL that stands on a command line; without it, SQL is unknown. */
  readonly judgeSql?: (sql: EmbeddedSql) => SqlJudgement;
}

export interface SqlJudgement {
  readonly verdict: Verdict;
  readonly accesses: readonly ShellAccess[];
}

export interface ShellJudgement {
  readonly verdict: Verdict;
  readonly accesses: readonly ShellAccess[];
  readonly evidence: readonly ShellEvidence[];
  readonly destructive: boolean;
  readonly idempotent: boolean;
}

export type ShellClassifier = (command: string, context: ShellContext) => ShellJudgement;

let loading: Promise<ShellClassifier> | undefined;

/** Loads the parser and the tables once, on first use; the classifier itself does not wait. */
export function loadShell(): Promise<ShellClassifier> {
  loading ??= import("unbash").then(({ parse, forEachChild }) => {
    const rules = makeRules(parse, forEachChild);
    return (command, context) => judgeLine(command, context, rules);
  });
  return loading;
}

/** What a bash command line reads and writes, and whether it is proven to change nothing. */
export async function classifyShell(
  command: string,
  context: ShellContext,
): Promise<ShellJudgement> {
  const classify = await loadShell();
  return classify(command, context);
}

function makeRules(
  parse: (source: string) => ParsedScript,
  forEachChild: ShellRules["forEachChild"],
): ShellRules {
  const table = readTables([
    WRAPPER_COMMANDS,
    BUILTIN_COMMANDS,
    TEXT_COMMANDS,
    FILE_COMMANDS,
    SYSTEM_COMMANDS,
    GIT_COMMANDS,
    PACKAGE_COMMANDS,
    CLOUD_COMMANDS,
  ]);
  const families = new Set(
    [...table.keys()].map((name) => name.slice(0, Math.max(name.lastIndexOf(" "), 0))),
  );
  return { parse, forEachChild, table, families, judgeCommand, judgeText };
}

function judgeText(text: string, scope: Scope, sameShell: boolean): void {
  const { rules, effects } = scope;
  const script = rules.parse(text);
  collectVariables(script, scope.variables, rules.forEachChild);
  judgeScript(script, scope);
  if (sameShell && endsInSession(script)) {
    effects.changes("the line ends by changing the shell's own state");
    effects.access({ kind: "session", path: "" }, "write", "the shell's directory or variables");
  }
}

function judgeLine(command: string, context: ShellContext, rules: ShellRules): ShellJudgement {
  const effects = new Effects();
  if (command.length > COMMAND_BYTES_MAX) {
    effects.cannotTell(`longer than ${COMMAND_BYTES_MAX} characters: ${command.length}`);
  } else {
    const variables = emptyVariables();
    const { cwd, home } = context;
    const scope: Scope = {
      rules,
      effects,
      variables,
      assigned: variables.assigned,
      functions: new Set(),
      depth: 0,
      cwd,
      home,
    };
    judgeText(command, scope, true);
  }
  for (const sql of effects.sql) joinSql(sql, effects, context);
  const { verdict, accesses, evidence, destructive, idempotent } = effects;
  return { verdict, accesses, evidence, destructive, idempotent };
}

function joinSql(sql: EmbeddedSql, effects: Effects, context: ShellContext): void {
  const judged = context.judgeSql?.(sql);
  if (judged === undefined) return effects.cannotTell(`${sql.because} that is not judged`);
  if (judged.verdict === "unknown") return effects.cannotTell(`${sql.because} that is unknown`);
  const isChange = judged.verdict === "stateful";
  if (isChange) effects.changes(`${sql.because} that changes something`);
  else effects.note(`${sql.because} that only reads`);
  for (const { resource, mode, because } of judged.accesses) {
    effects.access(resource, mode, because);
  }
  // The tables of an embedded database are its file, under whatever name another call opens it.
  if (sql.file) effects.access(sql.file, isChange ? "write" : "read", sql.because);
}
