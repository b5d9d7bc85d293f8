import type { Scope, SpecialCommand } from "./scope.js";
import { type Argument, fixed, mayBeOption } from "./words.js";
import { replaceMark } from "./wrappers.js";

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Tests and actions that take no value. */
const PLAIN = words(
  `-print -print0 -ls -prune -quit -true -false -empty -executable -readable -writable -nogroup
   -nouser -depth -d -daystart -follow -mount -xdev -noleaf -ignore_readdir_race
   -noignore_readdir_race -not -a -and -o -or -warn -nowarn`,
);

/** Tests that take one value, whatever it looks like. */
const VALUED = words(
  `-name -iname -path -ipath -wholename -iwholename -regex -iregex -lname -ilname -type -xtype
   -size -mtime -mmin -atime -amin -ctime -cmin -newer -anewer -cnewer -perm -user -group -uid -gid
   -inum -links -samefile -maxdepth -mindepth -fstype -context -used -regextype -printf
   -files0-from`,
);

/** Actions that write a file, with the number of their values; the first is the file. */
const WRITING = new Map([
  ["-fprint", 1],
  ["-fprint0", 1],
  ["-fls", 1],
  ["-fprintf", 2],
]);

/** `find`: starting points, then an expression whose every word must be known. */
export const find: SpecialCommand = (args, scope) => {
  const { effects } = scope;
  let at = 0;
  while (/^-(?:[HLP]|O\d)$/.test(args[at]?.text ?? "")) at += 1;
  if (args[at]?.text === "--") at += 1;
  const starts: Argument[] = [];
  for (; at < args.length && !beginsExpression(args[at] as Argument); at += 1) {
    starts.push(args[at] as Argument);
  }
  const places = starts.length === 0 ? [fixed(".")] : starts;
  for (const place of places) effects.reads(place, scope.cwd, "find searches a directory");
  while (at < args.length) {
    const next = judgeTerm(args, at, starts, scope);
    if (next === undefined) return;
    at = next;
  }
};

function beginsExpression(word: Argument): boolean {
  return mayBeOption(word) || /^[(!,)]$/.test(word.text ?? "");
}

/** Judges the term at a place and answers where the next begins; undefined ends the reading. */
function judgeTerm(
  args: readonly Argument[],
  at: number,
  starts: readonly Argument[],
  scope: Scope,
): number | undefined {
  const { effects } = scope;
  const term = args[at]?.text;
  if (term === undefined) {
    effects.cannotTell("an expression of find that is decided at run time");
    return undefined;
  }
  if (PLAIN.has(term) || /^[(!,)]$/.test(term)) return at + 1;
  const takesTime = /^-newer[aBcm][aBcmt]$/.test(term);
  if (VALUED.has(term) || takesTime) return afterValue(args, at, scope);
  if (term === "-delete") {
    effects.changes("find -delete removes what it finds");
    effects.destroys();
    const places = starts.length === 0 ? [fixed(".")] : starts;
    for (const place of places) effects.writes(place, scope.cwd, "find -delete");
    return at + 1;
  }
  const values = WRITING.get(term);
  if (values !== undefined) {
    const file = args[at + 1];
    if (file) effects.writes(file, scope.cwd, `find ${term} writes a file`);
    return at + 1 + values;
  }
  if (/^-(?:exec|execdir|ok|okdir)$/.test(term)) return judgeExec(args, at, starts, scope);
  effects.cannotTell(`${term} is not a word of find that is known`);
  return undefined;
}

function afterValue(args: readonly Argument[], at: number, scope: Scope): number | undefined {
  const value = args[at + 1];
  if (value === undefined || value.count !== "one") {
    scope.effects.cannotTell(`the value of find ${args[at]?.text} is decided at run time`);
    return undefined;
  }
  return at + 2;
}

function judgeExec(
  args: readonly Argument[],
  at: number,
  starts: readonly Argument[],
  scope: Scope,
): number | undefined {
  const command: Argument[] = [];
  let end = at + 1;
  for (; end < args.length; end += 1) {
    const word = args[end] as Argument;
    if (word.text === ";") break;
    if (word.text === "+" && args[end - 1]?.text === "{}") break;
    command.push(word);
  }
  if (end === args.length || command.length === 0) {
    scope.effects.cannotTell("find runs a command whose end is not known");
    return undefined;
  }
  const first = starts[0]?.text ?? (starts.length === 0 ? "." : undefined);
  // A path begins with its starting point, so it is no option unless that one is.
  const isPlain = starts.every((start) => /^[\w./~]/.test(start.prefix));
  const prefix = first !== undefined && starts.length < 2 ? `${first}/` : isPlain ? "./" : "";
  const run = command.map((word) => standIn(word, isPlain ? prefix : ""));
  const isElsewhere = args[at]?.text?.endsWith("dir") === true;
  scope.rules.judgeCommand(run, isElsewhere ? { ...scope, cwd: undefined } : { ...scope });
  return end + 1;
}

/** A word with a found path in place of its mark; a word that is only the mark is that path. */
function standIn(word: Argument, prefix: string): Argument {
  if (word.text !== "{}") return replaceMark(word, "{}", prefix);
  return { text: undefined, prefix, count: "glob" };
}
