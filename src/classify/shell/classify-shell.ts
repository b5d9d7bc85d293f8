import type { ParsedScript } from "unbash";
import { readTables } from "./command-table.js";
import type { Judgement } from "../access.js";
import type { Surroundings } from "../places.js";
import { Effects, type EmbeddedSql } from "./effects.js";
import { judgeCommand } from "./judge-command.js";
import { definitionFault, nestingFault } from "./parser-doubts.js";
import { type Scope, type ShellRules, WRAPPERS_MAX } from "./scope.js";
import { endsInSession } from "./session.js";
import { BUILTIN_COMMANDS } from "./tables/builtins.js";
import { CLOUD_COMMANDS } from "./tables/cloud.js";
import { FILE_COMMANDS } from "./tables/files.js";
import { GIT_COMMANDS } from "./tables/git.js";
import { PACKAGE_COMMANDS } from "./tables/packages.js";
import { SYSTEM_COMMANDS } from "./tables/system.js";
import { TEXT_COMMANDS } from "./tables/text.js";
import { WEB_COMMANDS } from "./tables/web.js";
import { WRAPPER_COMMANDS } from "./tables/wrappers.js";
import { collectVariables, emptyVariables } from "./variables.js";
import { judgeScript } from "./walk.js";
import type { Argument } from "./words.js";

/** The longest command line that is read; a longer one is unknown. */
export const COMMAND_BYTES_MAX = 64 * 1024;

export interface ShellContext extends Omit<Surroundings, "root"> {
  /** Absolute path where the line starts; without it relative paths may be any file. */
  readonly cwd?: string;
  /** Judges SQL that stands on a command line; without it, SQL is unknown. */
  readonly judgeSql?: (sql: string, dialect: EmbeddedSql["dialect"]) => SqlJudgement;
}

type SqlJudgement = Pick<Judgement, "verdict" | "accesses">;

export type ShellClassifier = (command: string, context: ShellContext) => Judgement;

let loading: Promise<ShellClassifier> | undefined;

/** Loads the parser and the tables once, on first use; the classifier itself does not wait. */
export function loadShell(): Promise<ShellClassifier> {
  loading ??= import("unbash").then(({ parse, forEachChild }) => {
    const rules = makeRules(parse, forEachChild);
    return (command, context) => judgeLine(command, context, rules);
  });
  return loading;
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
    WEB_COMMANDS,
  ]);
  const families = new Set(
    [...table.keys()].map((name) => name.slice(0, Math.max(name.lastIndexOf(" "), 0))),
  );
  return { parse, forEachChild, table, families, judgeCommand: judgeWrapped, judgeText };
}

/** Bounded, because each step copies the words that are left. */
function judgeWrapped(words: readonly Argument[], scope: Scope): void {
  if (scope.wrappers >= WRAPPERS_MAX) {
    return scope.effects.cannotTell(`more than ${WRAPPERS_MAX} programs that run one another`);
  }
  scope.wrappers += 1;
  judgeCommand(words, scope);
  scope.wrappers -= 1;
}

function judgeText(text: string, scope: Scope, sameShell: boolean): void {
  const { rules, effects } = scope;
  const depth = nestingFault(text);
  if (depth) return effects.cannotTell(depth);
  const script = rules.parse(text);
  collectVariables(script, scope.variables, rules.forEachChild);
  const fault = scope.variables.definesFunctions ? definitionFault(text) : undefined;
  if (fault) effects.cannotTell(fault);
  judgeScript(script, scope);
  if (sameShell && endsInSession(script)) {
    effects.changes("the line ends by changing the shell's own state");
    const session = { kind: "session", path: ["shell"] } as const;
    effects.access([session], "write", "the shell's directory or variables");
  }
}

function judgeLine(command: string, context: ShellContext, rules: ShellRules): Judgement {
  const { cwd, home } = context;
  const effects = new Effects({ ...context, ...(cwd === undefined ? {} : { root: cwd }) });
  const bytes = Buffer.byteLength(command);
  if (command.includes("\0")) {
    // A shell drops it and joins what it parts: `$\0(rm a)` is a substitution.
    effects.cannotTell("contains a zero byte");
  } else if (bytes > COMMAND_BYTES_MAX) {
    effects.cannotTell(`${bytes} bytes long, at most ${COMMAND_BYTES_MAX}`);
  } else {
    const variables = emptyVariables();
    const scope: Scope = {
      rules,
      effects,
      variables,
      assigned: variables.assigned,
      functions: new Set(),
      depth: 0,
      wrappers: 0,
      cwd,
      home,
      fed: false,
      optionalLocks: true,
    };
    try {
      judgeText(command, scope, true);
    } catch (error) {
      // The parser bounds how deep constructs nest, but not the length of `1+1+1+…`.
      if (!(error instanceof RangeError)) throw error;
      effects.cannotTell("constructs nested deeper than can be followed");
    }
  }
  for (const sql of effects.sql) joinSql(sql, effects, context);
  return judgementOf(effects);
}

function judgementOf(effects: Effects): Judgement {
  const { verdict, accesses, destructive } = effects;
  if (effects.evidence.length === 0) effects.note("nothing in the line changes anything");
  const { evidence } = effects;
  return {
    verdict,
    accesses,
    evidence,
    confidence: verdict === "unknown" ? "none" : "proven",
    destructive: verdict === "unknown" || (verdict === "stateful" && destructive),
    idempotent: verdict === "read-only",
    suggestions: [],
  };
}

function joinSql(sql: EmbeddedSql, effects: Effects, context: ShellContext): void {
  const judged = context.judgeSql?.(sql.text, sql.dialect);
  if (judged === undefined) return effects.cannotTell(`${sql.because} that is not judged`);
  if (judged.verdict === "unknown") return effects.cannotTell(`${sql.because} that is unknown`);
  const isChange = judged.verdict === "stateful";
  if (isChange) effects.changes(`${sql.because} that changes something`);
  else effects.note(`${sql.because} that only reads`);
  for (const { resource, mode, because } of judged.accesses) {
    effects.access([resource], mode, because);
  }
  // The tables of an embedded database are its file, under whatever name another call opens it.
  effects.access(sql.files, isChange ? "write" : "read", sql.because);
}
