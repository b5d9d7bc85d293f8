import { directoryOf, judgeOptions } from "./judge-by-spec.js";
import { readArguments } from "./options.js";
import { INTERPRETERS_MAX, type Scope, type SpecialCommand, specOf } from "./scope.js";
import { assignmentFault } from "./variables.js";
import { ANYTHING, type Argument, fixed } from "./words.js";

/** Commands that only run another one: `nice`, `nohup`; `skip` words come before it. */
const runs =
  (skip: number): SpecialCommand =>
  (args, scope, name) => {
    const read = readArguments(specOf(name, scope), args, true);
    if (read.fault) return scope.effects.cannotTell(read.fault);
    judgeOptions(specOf(name, scope), read, scope);
    // `command -v` and its like only say what would run.
    if (read.options.some((option) => option.spec.effect === "dry")) return;
    const rest = read.operands.slice(skip);
    if (rest.length === 0) return scope.effects.cannotTell(`${name} without a command`);
    scope.rules.judgeCommand(rest, directoryOf(read, scope));
  };

const env: SpecialCommand = (args, scope, name) => {
  const read = readArguments(specOf(name, scope), args, true);
  if (read.fault) return scope.effects.cannotTell(read.fault);
  judgeOptions(specOf(name, scope), read, scope);
  const words: Argument[] = [];
  for (const { spec, value } of read.options) {
    if (spec.name !== "-S" && spec.name !== "--split-string") continue;
    // env has its own quoting and variables in this string; only bare words are certain.
    if (!/^[\w\s./=:,@%+-]*$/.test(value?.text ?? "$")) {
      return scope.effects.cannotTell("env splits a string with quotes or variables in it");
    }
    words.push(...(value?.text ?? "").trim().split(/\s+/).map(fixed));
    // Options may stand in the string as well.
    return env([...words, ...read.operands], scope, name);
  }
  const rest = [...read.operands];
  while (/^\w+=/.test(rest[0]?.prefix ?? "")) setVariable(rest.shift() as Argument, scope);
  if (rest[0]?.count === "any") return scope.effects.cannotTell("env with words of unknown number");
  if (rest.length > 0) scope.rules.judgeCommand(rest, directoryOf(read, scope));
};

function setVariable(word: Argument, scope: Scope): void {
  const equals = word.prefix.indexOf("=");
  const name = word.prefix.slice(0, equals);
  const value = word.text === undefined ? undefined : fixed(word.text.slice(equals + 1));
  const fault = assignmentFault(name, value, true);
  if (fault) scope.effects.cannotTell(fault);
  scope.variables.assigned.add(name);
  if (!/^\d*$/.test(value?.text ?? "?")) scope.variables.opaque.add(name);
}

/** xargs adds words that it reads, or puts them where its mark stands. */
const xargs: SpecialCommand = (args, scope, name) => {
  const read = readArguments(specOf(name, scope), args, true);
  if (read.fault) return scope.effects.cannotTell(read.fault);
  judgeOptions(specOf(name, scope), read, scope);
  if (read.operands.length === 0) return scope.effects.cannotTell("xargs without a command");
  const replace = read.options.findLast(({ spec }) => /^(?:-I|-i|--replace)$/.test(spec.name));
  if (replace === undefined) return scope.rules.judgeCommand([...read.operands, ANYTHING], scope);
  const mark = replace.value?.text ?? (replace.value === undefined ? "{}" : "");
  if (mark === "") return scope.effects.cannotTell("xargs replaces a mark that is not known");
  scope.rules.judgeCommand(
    read.operands.map((word) => replaceMark(word, mark)),
    scope,
  );
};

/** The word as it may look once something unknown stands in place of the mark. */
export function replaceMark(word: Argument, mark: string, prefix = ""): Argument {
  const at = word.prefix.indexOf(mark);
  if (at === -1) return word;
  return { text: undefined, prefix: word.prefix.slice(0, at) + prefix, count: "one" };
}

const evaluate: SpecialCommand = (args, scope) => {
  const texts = args.map((argument) => argument.text);
  if (texts.includes(undefined)) return scope.effects.cannotTell("eval of text made at run time");
  const inside = { ...scope };
  judgeText(texts.join(" "), inside, true);
  scope.cwd = inside.cwd;
};

const shell: SpecialCommand = (args, scope, name) => {
  const spec = specOf(name, scope);
  const read = readArguments(spec, args, true);
  const script = read.operands[0];
  if (read.fault) return scope.effects.cannotTell(read.fault);
  judgeOptions(spec, read, scope);
  const has = (option: string): boolean => read.options.some((one) => one.spec.name === option);
  if (script !== undefined && (has("-n") || has("--noexec"))) {
    if (!has("-c")) scope.effects.reads(script, scope.cwd, `${name} -n`);
    return;
  }
  if (!has("-c") || script === undefined) {
    return scope.effects.cannotTell(`${name} runs what it reads from a file or its input`);
  }
  if (script.text === undefined) {
    return scope.effects.cannotTell(`${name} -c runs text made at run time`);
  }
  judgeText(script.text, { ...scope, functions: new Set() }, false);
};

/** exec replaces the shell by a command; without one it changes the shell's own files. */
const exec: SpecialCommand = (args, scope, name) => {
  if (args.length === 0) return scope.effects.changes("exec redirects the shell itself");
  runs(0)(args, scope, name);
};

function judgeText(text: string, scope: Scope, sameShell: boolean): void {
  if (scope.depth >= INTERPRETERS_MAX) {
    return scope.effects.cannotTell(`more than ${INTERPRETERS_MAX} shells inside one another`);
  }
  scope.depth += 1;
  scope.rules.judgeText(text, scope, sameShell);
}

export const WRAPPERS: ReadonlyMap<string, SpecialCommand> = new Map([
  ["command", runs(0)],
  ["builtin", runs(0)],
  ["nohup", runs(0)],
  ["nice", runs(0)],
  ["ionice", runs(0)],
  ["chrt", runs(1)],
  ["taskset", runs(1)],
  ["setsid", runs(0)],
  ["stdbuf", runs(0)],
  ["unbuffer", runs(0)],
  ["time", runs(0)],
  ["timeout", runs(1)],
  ["gtimeout", runs(1)],
  ["exec", exec],
  ["env", env],
  ["xargs", xargs],
  ["gxargs", xargs],
  ["eval", evaluate],
  ["bash", shell],
  ["sh", shell],
  ["dash", shell],
]);
