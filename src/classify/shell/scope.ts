import type { ParsedScript, SyntaxNode } from "unbash";
import type { CommandSpec, CommandTable } from "./command-table.js";
import type { Effects } from "./effects.js";
import type { Argument, WordContext } from "./words.js";

/** Loaded once, shared by every command line. */
export interface ShellRules {
  readonly parse: (source: string) => ParsedScript;
  readonly forEachChild: (node: SyntaxNode, callback: (child: SyntaxNode) => void) => void;
  /** Judges a command by its words, the name first; here so that wrappers can look through. */
  readonly judgeCommand: (words: readonly Argument[], scope: Scope) => void;
  /** Judges text that a shell will run: this very shell, or one of its own. */
  readonly judgeText: (text: string, scope: Scope, sameShell: boolean) => void;
  readonly table: CommandTable;
  /** First words of the table's subcommands: `git`, `npm`, `docker compose`. */
  readonly families: ReadonlySet<string>;
}

/** What is known about the variables of one line before it runs. */
export interface LineVariables {
  readonly assigned: Set<string>;
  /** Names whose value may be more than a number, so that arithmetic on them may run a command. */
  readonly opaque: Set<string>;
  /** `eval` may set any of them. */
  allOpaque: boolean;
  /** Whether a function is defined anywhere in the line. */
  definesFunctions: boolean;
}

/** The state of the shell at a point of the line. A subshell works on a copy. */
export interface Scope extends WordContext {
  readonly rules: ShellRules;
  readonly effects: Effects;
  readonly variables: LineVariables;
  readonly functions: Set<string>;
  /** How many interpreters deep: `bash -c "sh -c …"`. */
  depth: number;
  /** How many programs deep that run another: `nice env nohup …`. */
  wrappers: number;
  cwd: string | undefined;
  /** Whether the line itself gives the command its input: by a pipe, a file or a here-document. */
  fed: boolean;
  /** Whether Git may refresh its index as it reads: `GIT_OPTIONAL_LOCKS`, `--no-optional-locks`. */
  optionalLocks: boolean;
}

export const INTERPRETERS_MAX = 8;
export const WRAPPERS_MAX = 32;

export const subshell = (scope: Scope): Scope => ({
  ...scope,
  functions: new Set(scope.functions),
});

/** What a handler of one command gets: the words after its name. */
export type SpecialCommand = (args: readonly Argument[], scope: Scope, name: string) => void;

/** The table entry of a command that also has a handler; its absence is our bug. */
export function specOf(name: string, scope: Scope): CommandSpec {
  const spec = scope.rules.table.get(name);
  if (spec === undefined) throw new Error(`command table: ${name} has a handler but no entry`);
  return spec;
}
