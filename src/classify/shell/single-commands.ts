import { directoryOf, judgeBySpec, judgeOptions } from "./judge-by-spec.js";
import { oneOf } from "./one-of.js";
import { type FoundOption, readArguments } from "./options.js";
import { type SpecialCommand, specOf } from "./scope.js";
import { type Argument, fixed } from "./words.js";

/** `dd`: words of the form `name=value`; only `of` writes. */
const dd: SpecialCommand = (args, scope) => {
  for (const { text } of args) {
    const [, name, value = ""] = /^(\w+)=([\s\S]*)$/.exec(text ?? "") ?? [];
    if (name === "of") scope.effects.writes(fixed(value), scope.cwd, "dd of=");
    else if (name === "if") scope.effects.reads(fixed(value), scope.cwd, "dd if=");
    else if (
      !/^(?:bs|ibs|obs|cbs|count|skip|seek|iseek|oseek|conv|iflag|oflag|status)$/.test(`${name}`)
    ) {
      return scope.effects.cannotTell("dd with a word that is not known");
    }
  }
};

/** `date`: an operand that begins with + is a format, any other sets the clock. */
const date: SpecialCommand = (args, scope, name) => {
  const spec = specOf(name, scope);
  const read = readArguments(spec, args);
  if (read.fault) return scope.effects.cannotTell(read.fault);
  if (read.operands.some((operand) => operand.prefix[0] !== "+")) {
    return scope.effects.changes("date sets the clock");
  }
  judgeBySpec(spec, { ...read, operands: [] }, scope);
};

/** A pager runs the commands that an operand with + gives it. */
const less: SpecialCommand = (args, scope, name) => {
  if (args.some(({ text, prefix }) => prefix[0] === "+" && !/^\+\d*[gGF]?$/.test(text ?? "?"))) {
    return scope.effects.cannotTell(`${name} runs the commands after +`);
  }
  const spec = specOf(name, scope);
  judgeBySpec(spec, readArguments(spec, args), scope);
};

/** `tar xzf a.tgz`: the letters of the first word are options, their values follow in order. */
const tar: SpecialCommand = (args, scope, name) => {
  const spec = specOf(name, scope);
  const first = args[0]?.text ?? "";
  const words = /^[a-zA-Z]+$/.test(first) ? bundled(first, args.slice(1), spec.options) : args;
  const read = readArguments(spec, words);
  const has = (...names: string[]): boolean =>
    read.options.some((option) => names.includes(option.spec.name));
  const archives = read.options.filter(({ spec }) => /^(?:-f|--file)$/.test(spec.name));
  // An archive with a colon in its name is fetched from another machine by a program.
  if (archives.some(({ value }) => value?.text?.includes(":") && !has("--force-local"))) {
    return scope.effects.cannotTell(`${name} reaches another machine`);
  }
  const lists = has("-t", "--list", "-d", "--diff", "--compare");
  const prints = has("-x", "--extract", "--get") && has("-O", "--to-stdout");
  const makes = has("-c", "--create") && archives.every(({ value }) => value?.text === "-");
  const isOneMode = [
    has("-t", "--list"),
    has("-d", "--diff", "--compare"),
    has("-x", "--extract", "--get"),
    has("-c", "--create"),
    has("-r", "--append", "-u", "--update", "-A"),
  ];
  if (isOneMode.filter(Boolean).length !== 1) {
    return scope.effects.cannotTell(`${name} without one mode of work`);
  }
  if (!(lists || prints || makes)) return judgeBySpec(spec, read, scope);
  const inside = directoryOf({ ...read, options: read.options.map(asDirectory) }, scope);
  for (const { value } of archives) {
    if (value) scope.effects.reads(value, scope.cwd, `${name} reads an archive`);
  }
  judgeBySpec({ ...spec, base: "read", tags: makes ? ["tree"] : [] }, read, inside);
};

const asDirectory = (option: FoundOption): FoundOption =>
  /^(?:-C|--directory)$/.test(option.spec.name)
    ? { ...option, spec: { ...option.spec, effect: "directory" } }
    : option;

function bundled(
  letters: string,
  rest: readonly Argument[],
  options: ReadonlyMap<string, { readonly value: string }>,
): readonly Argument[] {
  const words: Argument[] = [];
  const values = [...rest];
  for (const letter of letters) {
    words.push(fixed(`-${letter}`));
    if (options.get(`-${letter}`)?.value !== "required") continue;
    const value = values.shift();
    if (value) words.push(value);
  }
  return [...words, ...values];
}

/** `python -m json.tool`: the one module that is known; its second operand is written. */
const python: SpecialCommand = (args, scope, name) => {
  if (args[0]?.text === "-m" && args[1]?.text === "json.tool") {
    const spec = specOf("python -m json.tool", scope);
    return judgeBySpec(spec, readArguments(spec, args.slice(2)), scope);
  }
  const spec = specOf(name, scope);
  judgeBySpec(spec, readArguments(spec, args, true), scope);
};

/** `ip addr show`, `ifconfig eth0`, `service nginx status`: the verb among the operands decides. */
const shows =
  (isShown: (operands: readonly string[]) => boolean): SpecialCommand =>
  (args, scope, name) => {
    const spec = specOf(name, scope);
    const read = readArguments(spec, args);
    const texts = read.operands.map((operand) => operand.text);
    const known = texts.filter((text) => text !== undefined);
    const isPlain = read.options.every(({ spec }) => /^(?:none|read)$/.test(spec.effect));
    if (read.fault || !isPlain || known.length < texts.length || !isShown(known)) {
      return judgeBySpec(spec, read, scope);
    }
    judgeOptions(spec, read, scope);
    scope.effects.note(`${name} shows a state`);
  };

/** A remote of the form `ext::command` is a program to run. */
const gitRemote: SpecialCommand = (args, scope, name) => {
  const spec = specOf(name, scope);
  const read = readArguments(spec, args);
  if (read.operands.some(({ text }) => text === undefined || text.includes("::"))) {
    return scope.effects.cannotTell(`${name} of a remote that may be a program`);
  }
  judgeBySpec(spec, read, scope);
};

const IP_OBJECTS = oneOf(
  "a addr address l link r ro route rule ru n neigh neighbour maddr tunnel netns monitor",
);

const ip = shows(([object = "", verb = "show"]) => {
  const asks = object === "monitor" || /^(?:show|sh|list|ls|lst|get)$/.test(verb);
  return asks && IP_OBJECTS.test(object);
});

/** The rest of its verbs build the cache anew. */
const APT_CACHE_ASKS = oneOf(
  `search show showpkg showsrc policy depends rdepends madison pkgnames dotty xvcg stats dump
   dumpavail unmet`,
);

/** Commands to which every word is text, whatever it looks like. */
const textOnly: SpecialCommand = (_args, scope, name) => {
  scope.effects.note(`${name} only computes`);
};

export const SINGLE_COMMANDS: ReadonlyMap<string, SpecialCommand> = new Map([
  ...[":", "true", "false", "echo", "gecho", "factor", "sleep", "gsleep", "expr", "yes"].map(
    (name): [string, SpecialCommand] => [name, textOnly],
  ),
  ["dd", dd],
  ["date", date],
  ["gdate", date],
  ["less", less],
  ["more", less],
  ["most", less],
  ["zless", less],
  ["zmore", less],
  ["man", less],
  ["tar", tar],
  ["gtar", tar],
  ["bsdtar", tar],
  ["python", python],
  ["python3", python],
  ["ip", ip],
  ["ifconfig", shows((operands) => operands.length <= 1)],
  ["service", shows((operands) => operands.length === 2 && operands[1] === "status")],
  ["apt-cache", shows(([verb = ""]) => APT_CACHE_ASKS.test(verb))],
  ["sysctl", shows((operands) => operands.every((operand) => /^[\w.]+$/.test(operand)))],
  [
    "git config",
    shows((operands) => operands.length === 1 && /^[\w.-]+\.[\w.-]+$/.test(`${operands[0]}`)),
  ],
  ["cargo fmt", shows((operands) => operands.length === 1 && operands[0] === "--check")],
  ["git symbolic-ref", shows((operands) => operands.length === 1)],
  ["git reflog", shows(([verb = "show"]) => !/^(?:expire|delete|drop|write)$/.test(verb))],
  ["git ls-remote", gitRemote],
  ["git fetch", gitRemote],
]);
