import { textFault } from "./arithmetic.js";
import { enter, judgeBySpec, judgeOptions } from "./judge-by-spec.js";
import { readArguments } from "./options.js";
import { type Scope, type SpecialCommand, specOf } from "./scope.js";
import { assignmentFault } from "./variables.js";
import type { Argument } from "./words.js";

/** `cd` and its like move the rest of the line; a line that ends with one is judged as a whole. */
const moves: SpecialCommand = (args, scope, name) => {
  const read = readArguments(specOf(name, scope), args);
  if (read.fault) return scope.effects.cannotTell(read.fault);
  const [target] = read.operands;
  if (name === "popd" || target === undefined || target.text === "-") {
    scope.cwd = name === "cd" && target === undefined ? scope.home : undefined;
    return;
  }
  scope.effects.reads(target, scope.cwd, `${name} enters a directory`);
  scope.cwd = enter(target, scope.cwd);
};

/** Commands whose operands name variables to set. */
const sets: SpecialCommand = (args, scope, name) => {
  const read = readArguments(specOf(name, scope), args);
  if (read.fault) return scope.effects.cannotTell(read.fault);
  judgeOptions(specOf(name, scope), read, scope);
  for (const operand of read.operands) setName(operand, name, scope);
};

const getopts: SpecialCommand = (args, scope, name) => {
  if (args[1] === undefined) return scope.effects.cannotTell("getopts without a name");
  setName(args[1], name, scope);
};

const local: SpecialCommand = (args, scope, name) => {
  for (const argument of args) {
    if (/^-[aArx]+$/.test(argument.text ?? "")) continue;
    const variable = /^\w+/.exec(argument.prefix)?.[0];
    const isWhole = argument.text === variable || argument.prefix[variable?.length ?? 0] === "=";
    if (variable === undefined || !isWhole) {
      return scope.effects.cannotTell(`${name} of a name that is decided at run time`);
    }
    const fault = assignmentFault(variable, undefined, false);
    if (fault) return scope.effects.cannotTell(fault);
  }
};

function setName(operand: Argument, command: string, scope: Scope): void {
  if (operand.text === undefined || !/^[A-Za-z_]\w*$/.test(operand.text)) {
    return scope.effects.cannotTell(`${command} sets a name that is decided at run time`);
  }
  const fault = assignmentFault(operand.text, undefined, false);
  if (fault) scope.effects.cannotTell(fault);
}

const lets: SpecialCommand = (args, scope) => {
  for (const { text } of args) {
    const fault = text === undefined ? "let of text made at run time" : textFault(text, scope);
    if (fault) return scope.effects.cannotTell(fault);
  }
};

const printf: SpecialCommand = (args, scope, name) => {
  let rest = [...args];
  const first = rest[0];
  if (first?.text?.startsWith("-v")) {
    const glued = first.text.slice(2);
    const variable = glued === "" ? rest[1] : { text: glued, prefix: glued, count: "one" as const };
    if (variable === undefined) return;
    setName(variable, name, scope);
    rest = rest.slice(glued === "" ? 2 : 1);
  }
  if (rest[0]?.text === "--") rest = rest.slice(1);
  const format = rest[0];
  if (format === undefined) return;
  if (format.text === undefined) {
    return scope.effects.cannotTell("printf with a format that is decided at run time");
  }
  // %n stores a count in the variable that its argument names.
  if (/%[^a-zA-Z%]*n/.test(format.text)) scope.effects.cannotTell("printf %n sets a variable");
};

/** `[` runs nothing, except that `-v` evaluates the index in its operand. */
const test: SpecialCommand = (args, scope) => {
  const { opaque, allOpaque } = scope.variables;
  const isChosen = opaque.size > 0 || allOpaque || scope.functions.size > 0 || scope.depth > 0;
  for (const [index, argument] of args.entries()) {
    const isIndexTest = argument.text === "-v" || argument.text === "-R";
    if (isIndexTest && !/^[\w\]]*$/.test(args[index + 1]?.text ?? "$")) {
      return scope.effects.cannotTell("-v evaluates the index of an array");
    }
    if (isChosen && argument.count === "any") {
      return scope.effects.cannotTell("a test whose words are decided at run time");
    }
  }
  const isUnary = args.length <= 3 && args[0]?.text === undefined && args[1]?.text !== "]";
  if (isChosen && isUnary && args.length > 1 && !isOperator(args[1])) {
    scope.effects.cannotTell("a test whose operator is decided at run time");
  }
};

const isOperator = (word: Argument | undefined): boolean =>
  /^(?:=|==|!=|<|>|=~|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef|a|o))$/.test(word?.text ?? "");

const kill: SpecialCommand = (args, scope, name) => {
  const [first, second, third] = args;
  const lists = /^-[lL]$|^--(?:list|table)$/.test(first?.text ?? "");
  const isProbe =
    first?.text === "-0" ||
    (/^(?:-s|-n|--signal)$/.test(first?.text ?? "") &&
      second?.text === "0" &&
      third !== undefined) ||
    /^(?:-s0|-n0|--signal=0)$/.test(first?.text ?? "");
  // Words of unknown number may be `-s KILL 1`, which counts although a signal was given.
  const isPlain = args
    .slice(1)
    .every((word) => word.count !== "any" && !/^-[A-Za-z-]/.test(word.prefix));
  if ((isProbe || lists) && isPlain) {
    scope.effects.access([{ kind: "process", path: [] }], "read", `${name} only asks`);
    return;
  }
  const spec = specOf(name, scope);
  judgeBySpec(spec, { options: [], operands: [...args], fault: undefined }, scope);
};

export const BUILTINS: ReadonlyMap<string, SpecialCommand> = new Map([
  ["cd", moves],
  ["pushd", moves],
  ["popd", moves],
  ["read", sets],
  ["mapfile", sets],
  ["readarray", sets],
  ["getopts", getopts],
  ["local", local],
  ["let", lets],
  ["printf", printf],
  ["test", test],
  ["[", test],
  ["kill", kill],
  ["killall", kill],
]);
