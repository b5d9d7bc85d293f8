import type { CommandSpec } from "./command-table.js";
import { directoryOf, judgeBySpec, judgeOptions } from "./judge-by-spec.js";
import { readArguments } from "./options.js";
import type { Scope } from "./scope.js";
import { SPECIAL_COMMANDS } from "./special-commands.js";
import type { Argument } from "./words.js";

/** Where a program of a known name is the one that is meant. */
const PROGRAM_DIRECTORY = /^\/(?:usr\/(?:local\/)?)?s?bin\//;

/** Judges a command by its resolved words, the name first. */
export function judgeCommand(words: readonly Argument[], scope: Scope): void {
  const first = words[0];
  const name = first?.text?.replace(PROGRAM_DIRECTORY, "");
  if (name === undefined || name.includes(" "))
    return scope.effects.cannotTell("the command is decided at run time");
  if (scope.functions.has(name)) return;
  const args = words.slice(1);
  if (isHelp(args) && helps(name, scope)) return scope.effects.note(`${name} shows its help`);
  judgeNamed(name, args, scope);
}

/** Whether `--help` is the command's own business; one that hands it on says so in its entry. */
function helps(name: string, scope: Scope): boolean {
  const spec = scope.rules.table.get(name);
  return spec !== undefined && spec.options.get("--help")?.effect !== "unknown";
}

/** `--help` or `--version` alone; beside other words it may be the value of an option. */
function isHelp(args: readonly Argument[]): boolean {
  return args.length === 1 && /^--(?:help|version)$/.test(args[0]?.text ?? "");
}

/** A subcommand if there is one, else the handler of the command, else its table entry. */
function judgeNamed(name: string, args: readonly Argument[], scope: Scope): void {
  const spec = scope.rules.table.get(name);
  if (spec === undefined) return scope.effects.cannotTell(`${name} is not a command that is known`);
  if (scope.rules.families.has(name) && judgeSubcommand(spec, args, scope)) return;
  const special = SPECIAL_COMMANDS.get(name);
  if (special !== undefined) special(args, scope, name);
  else judgeBySpec(spec, readArguments(spec, args), scope);
}

/** A command with subcommands: its own options first, then the name of one. */
function judgeSubcommand(spec: CommandSpec, args: readonly Argument[], scope: Scope): boolean {
  const own = readArguments(spec, args, true);
  const child = own.operands[0]?.text;
  const name = `${spec.name} ${child}`;
  const isChild = child !== undefined && !child.includes(" ") && scope.rules.table.has(name);
  // `git --help commit` shows a text, whatever the subcommand.
  const onlyShows = own.options.some((option) => option.spec.effect === "dry");
  if (own.fault !== undefined || !isChild || onlyShows) return false;
  judgeOptions(spec, own, scope);
  const rest = own.operands.slice(1);
  const asksForHelp = rest.length === 1 && rest[0]?.text === "--help" && helps(name, scope);
  if (asksForHelp) scope.effects.note(`${name} shows its help`);
  else judgeNamed(name, rest, directoryOf(own, scope));
  return true;
}
