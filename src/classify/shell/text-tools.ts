import { readAwkProgram } from "./awk-program.js";
import { judgeOptions } from "./judge-by-spec.js";
import { type ReadArguments, readArguments } from "./options.js";
import { type Scope, type SpecialCommand, specOf } from "./scope.js";
import { readSedScript } from "./sed-script.js";
import { type Argument, fixed } from "./words.js";

/** Handlers of tools whose argument is a program of their own. */
export const TEXT_TOOLS: ReadonlyMap<string, SpecialCommand> = new Map([
  ["sed", sed],
  ["gsed", sed],
  ["awk", awk],
  ["gawk", awk],
  ["mawk", awk],
  ["nawk", awk],
]);

function sed(args: readonly Argument[], scope: Scope, name: string): void {
  const { effects } = scope;
  const read = readArguments(specOf(name, scope), args);
  const [script, files] = programOf(read, /^(?:-e|--expression)$/);
  judgeOptions(specOf(name, scope), read, scope);
  const isInPlace = read.options.some(({ spec }) => /^(?:-i|--in-place)$/.test(spec.name));
  if (isInPlace) {
    effects.changes("sed -i rewrites its files");
    for (const file of files) effects.writes(file, scope.cwd, "sed -i");
    const suffix = read.options.find(
      ({ spec, value }) => /^(?:-i|--in-place)$/.test(spec.name) && value,
    )?.value?.text;
    for (const file of suffix === undefined ? [] : files) {
      effects.writes(backupOf(file, suffix ?? ""), scope.cwd, "sed -i keeps a copy");
    }
  } else for (const file of files) effects.reads(file, scope.cwd, "sed reads its input");
  if (read.fault) return effects.cannotTell(read.fault);
  if (script === undefined) return effects.cannotTell("a sed script made at run time");
  const found = readSedScript(script);
  for (const file of found.writes) effects.writes(fixed(file), scope.cwd, "sed w");
  for (const file of found.reads) effects.reads(fixed(file), scope.cwd, "sed r");
  if (found.runs) effects.cannotTell("the e of sed runs a command");
  if (found.fault) effects.cannotTell(`a sed script that could not be read: ${found.fault}`);
}

/** A star in the suffix stands for the name of the file. */
function backupOf(file: Argument, suffix: string): Argument {
  return file.text === undefined || suffix.includes("*") ? fixed(".") : fixed(file.text + suffix);
}

function awk(args: readonly Argument[], scope: Scope, name: string): void {
  const { effects } = scope;
  const read = readArguments(specOf(name, scope), args, true);
  const [program, files] = programOf(read, /^(?:-e|--source)$/);
  judgeOptions(specOf(name, scope), read, scope);
  if (read.fault) return effects.cannotTell(read.fault);
  if (program === undefined) return effects.cannotTell("an awk program made at run time");
  for (const file of files) {
    if (!/^[A-Za-z_]\w*=/.test(file.prefix)) effects.reads(file, scope.cwd, "awk input");
  }
  const found = readAwkProgram(program);
  for (const file of found.writes) effects.writes(fixed(file), scope.cwd, "awk >");
  for (const file of found.reads) effects.reads(fixed(file), scope.cwd, "awk getline");
  for (const command of found.commands) scope.rules.judgeText(command, { ...scope }, false);
  if (found.fault) effects.cannotTell(`an awk program with ${found.fault}`);
}

/** The text of the program and the operands after it; undefined text is made at run time. */
function programOf(
  read: ReadArguments,
  option: RegExp,
): [program: string | undefined, files: readonly Argument[]] {
  const given = read.options.filter(({ spec }) => option.test(spec.name));
  const isFile = read.options.some(({ spec }) => /^(?:-f|--file)$/.test(spec.name));
  if (isFile) return [undefined, read.operands];
  if (given.length === 0) return [read.operands[0]?.text, read.operands.slice(1)];
  const texts = given.map(({ value }) => value?.text);
  return [texts.includes(undefined) ? undefined : texts.join("\n"), read.operands];
}
